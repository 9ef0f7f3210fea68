import Glibc

/// The program `abeyance-core` beside this one: this program itself never links what matches faces.
enum CoreProgram {
    /// The core's program is missing or cannot be started.
    struct NotStarted: Error, CustomStringConvertible {
        let description: String
    }

    /// Becomes the core's program with these arguments, so that its output and exit code are this command's.
    ///
    /// Returns only by throwing.
    static func become(_ arguments: [String]) throws -> Never {
        let program = Terminal.program
        let folder = program.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(program[..<$0]) } ?? "."
        let core = "\(folder)/abeyance-core"
        var pointers = unsafe ([core] + arguments).map { unsafe strdup($0) }
        unsafe pointers.append(nil)
        _ = unsafe execv(core, pointers)
        let reason = unsafe String(cString: strerror(errno))
        unsafe pointers.forEach { unsafe free($0) }
        throw NotStarted(
            description:
                "\(core): cannot be started: \(reason); it belongs beside `abeyance`: build or install both"
        )
    }
}
