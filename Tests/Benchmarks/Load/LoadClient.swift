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
    let identity: LoadIdentity
    /// What each request sends.
    let request: [UInt8]

    private static let threads = 8
    private var requests: Int { kind == .keepAlive ? 8_000 : 400 }

    /// Puts the load on, once to warm up and once measured.
    func run(measuring processes: [Int32]) throws -> LoadResult {
        _ = round(requests / 8)
        guard let before = Self.processorSeconds(of: processes) else {
            throw WrongAnswer("the processor time of the server cannot be read")
        }
        var result = round(requests)
        guard let after = Self.processorSeconds(of: processes) else {
            throw WrongAnswer("the server has ended")
        }
        result.processorSeconds = after - before
        return result
    }

    private static func processorSeconds(of processes: [Int32]) -> Double? {
        let seconds = processes.compactMap(Machine.processorSeconds)
        return seconds.count == processes.count ? seconds.reduce(0, +) : nil
    }

    /// So many requests on each thread.
    private func round(_ requests: Int) -> LoadResult {
        let total = Total()
        let group = DispatchGroup()
        for _ in 0..<Self.threads {
            group.enter()
            Thread {
                let result = LoadConnection(identity, request)?.run(kind, port: port, requests: requests)
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
    private let request: [UInt8]
    private var session: OpaquePointer?

    init?(_ identity: LoadIdentity, _ request: [UInt8]) {
        self.request = request
        guard let context = unsafe SSL_CTX_new(TLS_client_method()) else { return nil }
        unsafe self.context = context
        unsafe SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nil)
        guard unsafe SSL_CTX_load_verify_locations(context, identity.authority, nil) == 1,
            unsafe SSL_CTX_use_certificate_chain_file(context, identity.certificate) == 1,
            unsafe SSL_CTX_use_PrivateKey_file(context, identity.key, SSL_FILETYPE_PEM) == 1
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
            guard unsafe ask(ssl) else { return }
            result.answered += 1
        }
        guard kind == .resume else { return }
        // The ticket came with the answer.
        unsafe SSL_SESSION_free(session)
        unsafe session = SSL_get1_session(ssl)
    }

    /// Sends the request and reads its answer, which is a 200 that says how long it is.
    @unsafe
    private func ask(_ ssl: OpaquePointer) -> Bool {
        guard unsafe SSL_write(ssl, request, Int32(request.count)) == Int32(request.count) else {
            return false
        }
        var answer: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = unsafe SSL_read(ssl, &chunk, Int32(chunk.count))
            guard count > 0 else { return false }
            answer += chunk.prefix(Int(count))
            let text = String(decoding: answer, as: UTF8.self)
            guard let head = text.range(of: "\r\n\r\n") else { continue }
            let length = text[..<head.lowerBound].split(separator: "\r\n").lazy
                .map { $0.lowercased() }.first { $0.hasPrefix("content-length:") }
                .flatMap { Int($0.dropFirst(15).trimmingCharacters(in: .whitespaces)) }
            guard let length else { return false }
            if text[head.upperBound...].utf8.count >= length { return text.hasPrefix("HTTP/1.1 200") }
        }
    }
}
