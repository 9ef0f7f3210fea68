import ArgumentParser
import CSandbox
import Glibc

/// Proves the lockdown from inside: locks the process down as `serve` does and tries everything that is forbidden.
enum SelfTest {
    /// Prints one line for each attempt; fails unless every one ended in EPERM.
    static func run() throws {
        try Lockdown.lock()
        var escaped = 0
        for index in 0..<csandbox_attempt_count() {
            let name = unsafe csandbox_attempt_name(index).map { unsafe String(cString: $0) } ?? ""
            let outcome = csandbox_attempt(index)
            print(
                "\(name): \(outcome == EPERM ? "EPERM" : outcome == 0 ? "allowed" : Lockdown.message(outcome))"
            )
            if outcome != EPERM { escaped += 1 }
        }
        guard escaped == 0 else {
            print("self-test: \(escaped) attempts were not refused")
            throw ExitCode.failure
        }
        print("self-test: every attempt was refused")
    }
}
