import CSandbox
import Glibc

/// The order in which the process gives up its rights; each step throws the reason when the kernel refuses it.
enum Lockdown {
    /// What holds from the start, before the database is opened: no inherited descriptor but the socket, no signal
    /// that stops a whole group, and a limit on memory.
    static func begin(keeping socket: Int32, memory bytes: UInt64) throws {
        try check(csandbox_close_all_but(socket), "inherited descriptors cannot be closed")
        try check(csandbox_ignore_stop_signals(), "signals cannot be ignored")
        try check(csandbox_limit_memory(bytes), "the memory limit cannot be set")
    }

    /// No new privileges, and the system call filter on every thread.
    ///
    /// There is no way back.
    static func lock() throws {
        try check(csandbox_drop_privileges(), "privileges cannot be dropped")
        try check(csandbox_lock_down(), "the system call filter cannot be installed")
    }

    /// Ends the process after `seconds` more of processor time; called at each request.
    static func allow(processorSeconds seconds: UInt64) throws {
        try check(csandbox_limit_cpu_from_now(seconds), "the processor limit cannot be set")
    }

    private static func check(_ status: Int32, _ what: String) throws {
        guard status == 0 else { throw StartupError("\(what): \(message(status))") }
    }

    /// The system's words for an error number.
    static func message(_ number: Int32) -> String {
        guard let text = unsafe strerror(number) else { return "error \(number)" }
        return unsafe String(cString: text)
    }
}
