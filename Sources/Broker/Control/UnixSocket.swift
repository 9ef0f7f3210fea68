import Glibc

/// The few system calls that a Unix stream socket needs, each with its failure in words.
enum UnixSocket {
    /// Binds and listens, mode 0600.
    static func listen(path: String) throws(FileBytes.Failure) -> Int32 {
        let descriptor = try open(path)
        let mask = umask(0o177)
        let bound = unsafe withAddress(path) { unsafe bind(descriptor, $0, $1) }
        umask(mask)
        guard bound == 0, Glibc.listen(descriptor, 16) == 0 else {
            throw failure(path, "cannot listen", descriptor)
        }
        return descriptor
    }

    /// Connects to a listening socket.
    static func connect(path: String) throws(FileBytes.Failure) -> Int32 {
        let descriptor = try open(path)
        guard unsafe withAddress(path, { unsafe Glibc.connect(descriptor, $0, $1) }) == 0 else {
            throw failure(path, "no gate answers there (is `abeyance serve` running?)", descriptor)
        }
        return descriptor
    }

    /// The next connection, or `nil` when the listener was shut down.
    static func accept(_ listener: Int32) -> Int32? {
        while true {
            let connection = Glibc.accept(listener, nil, nil)
            if connection >= 0 {
                _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
                return connection
            }
            switch errno {
            case EINTR, ECONNABORTED: continue
            case EMFILE, ENFILE, ENOBUFS, ENOMEM:
                // Whoever exhausts descriptors must not end the way by which certificates are denied.
                _ = poll(nil, 0, 100)
            default: return nil
            }
        }
    }

    /// Who is at the other end, by the kernel's word.
    static func peerUserID(_ connection: Int32) -> UInt32? {
        // The kernel's `struct ucred`: process, user and group, 32 bits each.
        var peer: (process: Int32, user: UInt32, group: UInt32) = (0, 0, 0)
        var size = socklen_t(MemoryLayout.size(ofValue: peer))
        guard unsafe getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 else { return nil }
        return peer.user
    }

    /// The bytes before the first line feed; `nil` at end of file, after `limit` bytes, or after silent seconds.
    static func readLine(from connection: Int32, atMost limit: Int, patience seconds: Int) -> [UInt8]? {
        var patience = timeval(tv_sec: seconds, tv_usec: 0)
        _ = unsafe setsockopt(
            connection,
            SOL_SOCKET,
            SO_RCVTIMEO,
            &patience,
            socklen_t(MemoryLayout<timeval>.size)
        )
        var line: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4_096)
        while line.count <= limit {
            let count = unsafe read(connection, &chunk, chunk.count)
            if count <= 0 { return nil }
            line.append(contentsOf: chunk[..<count])
            if let end = line.firstIndex(of: UInt8(ascii: "\n")) { return Array(line[..<end]) }
        }
        return nil
    }

    /// Writes everything; a peer that went away is not an error worth naming.
    static func write(_ bytes: [UInt8], to connection: Int32) {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes[sent...].withUnsafeBytes {
                unsafe send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count <= 0 { return }
            sent += count
        }
    }

    /// Closes a connection.
    static func close(_ connection: Int32) { _ = Glibc.close(connection) }

    private static func open(_ path: String) throws(FileBytes.Failure) -> Int32 {
        guard path.utf8.count < 108 else {
            throw FileBytes.Failure(
                description: "\(path): a socket's path has at most 107 bytes; use a shorter folder"
            )
        }
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else {
            throw FileBytes.Failure(description: "\(path): no socket could be made")
        }
        return descriptor
    }

    private static func withAddress(
        _ path: String,
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
        return unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }

    private static func failure(_ path: String, _ what: String, _ descriptor: Int32) -> FileBytes.Failure {
        let reason = unsafe String(cString: strerror(errno))
        close(descriptor)
        return FileBytes.Failure(description: "\(path): \(what): \(reason)")
    }
}
