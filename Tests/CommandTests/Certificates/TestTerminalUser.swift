import Foundation
import Provisioning
import StrictJSON
import Testing

/// Somebody at a terminal of their own who types a line whenever the program asks for a passphrase.
enum TestTerminalUser {
    /// What stood on the terminal, and how the program ended.
    struct Seen {
        let words: String
        let code: Int
    }

    private static let python = "/usr/bin/python3"

    /// Whether the language that it is written in is installed.
    static let isPresent = FileManager.default.isExecutableFile(atPath: python)

    /// Runs a program on a new terminal; a line is typed once a question stands there and nothing that is typed is shown.
    static func run(_ program: String, _ arguments: [String], typing lines: [String]) throws -> Seen {
        let typed = JSONValue.array(lines.map { .string(ExactString($0)) }).serialized()
        let run = try Subprocess.run(
            python,
            ["-I", "-c", source, String(decoding: typed, as: UTF8.self), program] + arguments
        )
        guard run.status == 0 else { throw Workplace.Unusable(description: run.errors) }
        let seen = try JSONValue.parse(run.output)
        return Seen(
            words: try #require(seen["words"]?.string?.value),
            code: Int(try #require(seen["code"]?.integer))
        )
    }

    private static let source = """
        import json, os, pty, re, sys, termios

        child, terminal = pty.fork()
        if child == 0:
            os.execv(sys.argv[2], sys.argv[2:])
        lines, seen, asked = json.loads(sys.argv[1]), b"", 0
        while True:
            try:
                piece = os.read(terminal, 4096)
            except OSError:
                break
            if not piece:
                break
            seen += piece
            questions = len(re.findall(rb"passphrase of [^:]*: |once more: ", seen))
            while asked < questions and asked < len(lines):
                while termios.tcgetattr(terminal)[3] & termios.ECHO:
                    pass
                os.write(terminal, lines[asked].encode() + b"\\n")
                asked += 1
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        print(json.dumps({"words": seen.decode(), "code": code}), end="")

        """
}
