internal import Glibc

/// Runs another program to its end, with its output in files.
package enum Subprocess {
    /// How a program ended, and what it wrote.
    package struct Outcome {
        /// The exit status; 128 and the signal's number when a signal ended it.
        package let status: Int32
        /// What it wrote to standard output.
        package let output: [UInt8]
        /// What it wrote to standard error.
        package let errors: [UInt8]

        /// The last lines of standard error, for a message.
        package var complaint: String {
            let lines = String(decoding: errors, as: UTF8.self).split(separator: "\n")
            return lines.suffix(4).joined(separator: "; ")
        }
    }

    /// Runs a program found through `PATH`, with some variables added to the environment.
    ///
    /// Standard input is empty. `folder` takes the two output files, which are removed again.
    package static func run(
        _ arguments: [String],
        environment: [String: String] = [:],
        folder: String
    ) throws(ModelError) -> Outcome {
        let outputPath = "\(folder)/standard-output"
        let errorPath = "\(folder)/standard-error"
        defer {
            unsafe unlink(outputPath)
            unsafe unlink(errorPath)
        }
        let process = try start(arguments, environment, outputPath: outputPath, errorPath: errorPath)
        var status: Int32 = 0
        while unsafe waitpid(process, &status, 0) < 0 {
            guard errno == EINTR else {
                throw ModelError(
                    .tool,
                    "`\(arguments[0])`: cannot be waited for: \(SystemFailure.text(errno))"
                )
            }
        }
        let signal = status & 0x7f
        return Outcome(
            status: signal == 0 ? (status >> 8) & 0xff : 128 + signal,
            output: try InstallationFile.read(outputPath),
            errors: try InstallationFile.read(errorPath)
        )
    }

    /// Whether a program of some name can be started from `PATH`.
    package static func exists(_ program: String, path: String) -> Bool {
        path.split(separator: ":").contains { unsafe access("\($0)/\(program)", X_OK) == 0 }
    }

    private static func start(
        _ arguments: [String],
        _ environment: [String: String],
        outputPath: String,
        errorPath: String
    ) throws(ModelError) -> pid_t {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        let write = O_WRONLY | O_CREAT | O_TRUNC
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_addopen(&actions, 1, outputPath, write, 0o600)
        unsafe posix_spawn_file_actions_addopen(&actions, 2, errorPath, write, 0o600)
        let variables = ProcessEnvironment.current.merging(environment) { $1 }.map { "\($0)=\($1)" }
        var process: pid_t = 0
        let failure = unsafe withCStrings(arguments) { argv in
            unsafe withCStrings(variables) { envp in
                unsafe posix_spawnp(&process, arguments[0], &actions, nil, argv, envp)
            }
        }
        guard failure == 0 else {
            throw ModelError(.tool, "`\(arguments[0])`: cannot be started: \(SystemFailure.text(failure))")
        }
        return process
    }

    /// Lends a list of C strings that ends with a null pointer.
    private static func withCStrings<Result>(
        _ strings: [String],
        _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        var pointers = unsafe strings.map { unsafe strdup($0) }
        unsafe pointers.append(nil)
        defer { unsafe pointers.forEach { unsafe free($0) } }
        return unsafe pointers.withUnsafeMutableBufferPointer { buffer in
            guard let start = buffer.baseAddress else {
                preconditionFailure("a list with an end is not empty")
            }
            return unsafe body(start)
        }
    }
}
