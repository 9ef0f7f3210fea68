import Cryptography
import Glibc

/// Passphrases of keys: typed at the terminal without an echo, or read from a file descriptor; never an argument.
enum Passphrase {
    /// Asks for the passphrase that opens a key.
    static func opening(_ key: String, descriptor: Int32?) throws -> Redacted<[UInt8]> {
        if let descriptor { return try read(from: descriptor) }
        return try typed("passphrase of \(key): ", otherwise: "`--passphrase-fd`")
    }

    /// Asks for the passphrase of a key that is about to be made; at a terminal twice.
    static func choosing(_ key: String, descriptor: Int32?) throws -> Redacted<[UInt8]> {
        let chosen: Redacted<[UInt8]>
        if let descriptor {
            chosen = try read(from: descriptor)
        } else {
            chosen = try typed("new passphrase of \(key): ", otherwise: "`--new-passphrase-fd`")
            guard try typed("once more: ", otherwise: "").exposed == chosen.exposed else {
                throw UnusableInput(description: "the two passphrases differ")
            }
        }
        guard chosen.exposed.count >= shortest else {
            throw UnusableInput(
                description:
                    "the passphrase has \(chosen.exposed.count) bytes, at least \(shortest) were expected"
            )
        }
        return chosen
    }

    /// The first line of what a descriptor gives.
    private static func read(from descriptor: Int32) throws -> Redacted<[UInt8]> {
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while true {
            let count = unsafe Glibc.read(descriptor, &byte, 1)
            guard count >= 0 else {
                let reason = unsafe String(cString: strerror(errno))
                throw UnusableInput(description: "file descriptor \(descriptor): cannot be read: \(reason)")
            }
            if count == 0 || byte == 0x0a { break }
            line.append(byte)
            guard line.count <= longest else {
                throw UnusableInput(
                    description:
                        "file descriptor \(descriptor): a passphrase of at most \(longest) bytes was expected"
                )
            }
        }
        guard !line.isEmpty else {
            throw UnusableInput(description: "file descriptor \(descriptor): a passphrase was expected")
        }
        return Redacted(line)
    }

    private static func typed(_ question: String, otherwise flag: String) throws -> Redacted<[UInt8]> {
        let terminal = unsafe open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard terminal >= 0 else {
            throw UnusableInput(
                description:
                    "nobody is at a terminal to type a passphrase; name a file descriptor with \(flag)"
            )
        }
        defer { _ = close(terminal) }
        var before = termios()
        guard unsafe tcgetattr(terminal, &before) == 0 else {
            throw UnusableInput(description: "the terminal cannot be told not to show the passphrase")
        }
        var silent = before
        silent.c_lflag &= ~tcflag_t(ECHO)
        guard unsafe tcsetattr(terminal, TCSAFLUSH, &silent) == 0 else {
            throw UnusableInput(description: "the terminal cannot be told not to show the passphrase")
        }
        defer {
            unsafe _ = tcsetattr(terminal, TCSAFLUSH, &before)
            Terminal.say("")
        }
        Terminal.ask(question)
        return try read(from: terminal)
    }

    private static let (shortest, longest) = (12, 1_024)
}
