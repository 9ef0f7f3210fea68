import COpenSSL
import Dispatch
import Foundation
import Glibc
import Synchronization

/// A client of eight threads, each with one connection at a time, over OpenSSL itself.
struct LoadClient: Sendable {
    /// The kind of load.
    let kind: LoadKind
    /// The server's port.
    let port: UInt16
    /// Whom it trusts and what it shows.
    let keys: ThrowAwayKeys

    private static let threads = 8
    private var requests: Int { kind == .keepAlive ? 8_000 : 400 }

    /// Puts the load on, once to warm up and once measured.
    func run(measuring process: Int32) throws -> LoadResult {
        _ = round(requests / 8)
        guard let before = Machine.processorSeconds(of: process) else {
            throw WrongAnswer("the processor time of the server cannot be read")
        }
        var result = round(requests)
        guard let after = Machine.processorSeconds(of: process) else {
            throw WrongAnswer("the server has ended")
        }
        result.processorSeconds = after - before
        return result
    }

    /// So many requests on each thread.
    private func round(_ requests: Int) -> LoadResult {
        let total = Total()
        let group = DispatchGroup()
        for _ in 0..<Self.threads {
            group.enter()
            Thread {
                let result = LoadConnection(keys: keys)?.run(kind, port: port, requests: requests)
                total.add(result ?? LoadResult(failed: requests))
                group.leave()
            }.start()
        }
        group.wait()
        return total.result
    }
}

/// What all threads did.
private final class Total: Sendable {
    private let sum = Mutex(LoadResult())

    var result: LoadResult { sum.withLock { $0 } }

    func add(_ other: LoadResult) {
        sum.withLock { sum in
            sum.answered += other.answered
            sum.resumed += other.resumed
            sum.failed += other.failed
        }
    }
}

/// One thread's connections, one after another.
@safe
private final class LoadConnection {
    private let context: OpaquePointer
    private var session: OpaquePointer?

    init?(keys: ThrowAwayKeys) {
        guard let context = unsafe SSL_CTX_new(TLS_client_method()) else { return nil }
        unsafe self.context = context
        unsafe SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nil)
        guard unsafe SSL_CTX_load_verify_locations(context, keys.authority, nil) == 1,
            unsafe SSL_CTX_use_certificate_chain_file(context, keys.client) == 1,
            unsafe SSL_CTX_use_PrivateKey_file(context, keys.clientKey, SSL_FILETYPE_PEM) == 1
        else { return nil }
    }

    deinit {
        unsafe SSL_SESSION_free(session)
        unsafe SSL_CTX_free(context)
    }

    func run(_ kind: LoadKind, port: UInt16, requests: Int) -> LoadResult {
        var result = LoadResult()
        let connections = kind == .keepAlive ? 1 : requests
        for _ in 0..<connections {
            let before = result.answered
            connect(kind, port: port, requests: requests / connections, &result)
            result.failed += requests / connections - (result.answered - before)
        }
        return result
    }

    private func connect(_ kind: LoadKind, port: UInt16, requests: Int, _ result: inout LoadResult) {
        guard let socket = LoopbackSocket(port: port), let ssl = unsafe SSL_new(context) else { return }
        defer {
            unsafe _ = SSL_shutdown(ssl)
            unsafe SSL_free(ssl)
            socket.close()
        }
        if kind == .resume, let session = unsafe session { unsafe _ = SSL_set_session(ssl, session) }
        guard unsafe SSL_set_fd(ssl, socket.descriptor) == 1, unsafe SSL_connect(ssl) == 1 else { return }
        if unsafe SSL_session_reused(ssl) == 1 { result.resumed += 1 }
        for _ in 0..<requests {
            guard unsafe Self.ask(ssl) else { return }
            result.answered += 1
        }
        guard kind == .resume else { return }
        // The ticket came with the answer.
        unsafe SSL_SESSION_free(session)
        unsafe session = SSL_get1_session(ssl)
    }

    /// Sends a request and reads its answer, which ends in `hello`.
    @unsafe
    private static func ask(_ ssl: OpaquePointer) -> Bool {
        guard unsafe SSL_write(ssl, request, Int32(request.count)) == Int32(request.count) else {
            return false
        }
        var answer: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 2_048)
        while !answer.suffix(5).elementsEqual("hello".utf8) {
            let count = unsafe SSL_read(ssl, &chunk, Int32(chunk.count))
            guard count > 0 else { return false }
            answer += chunk.prefix(Int(count))
        }
        return answer.starts(with: "HTTP/1.1 200".utf8)
    }

    private static let request = Array("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)
}
