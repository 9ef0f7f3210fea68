import Foundation
import Support

/// What kind of load is put on a server.
enum LoadKind: String, Sendable {
    /// Every request on a new connection with a full handshake.
    case new
    /// Every request on a new connection that resumes the last one's session.
    case resume
    /// All requests on connections that stay.
    case keepAlive = "keepalive"
}

/// What came of a load.
struct LoadResult: Sendable {
    /// Requests that were answered as they should.
    var answered = 0
    /// Handshakes that resumed a session.
    var resumed = 0
    /// Requests that were not answered so.
    var failed = 0
    /// Processor seconds that the server took meanwhile.
    var processorSeconds = 0.0
    /// Requests in a second, and how long half of them and 99 of 100 took at most, in microseconds; nil where only the
    /// processor's time was measured.
    var timing: (perSecond: Double, median: Double, percentile99: Double)?

    /// Requests in a processor second of the server.
    var perProcessorSecond: Double { processorSeconds > 0 ? Double(answered) / processorSeconds : 0 }
}

/// Who puts the load on: the load tool in C when it and a compiler are here, else a client of this program.
enum Loader: Sendable {
    case tool(String)
    case client

    /// Finds and builds the tool below a folder.
    init(building folder: String) {
        self = .client
        let source = "\(SharedData.root)/tools/mtlsload.c"
        guard FileManager.default.isReadableFile(atPath: source), let compiler = Programs.path(of: "cc")
        else {
            return
        }
        let tool = "\(folder)/mtlsload"
        let arguments = ["-O2", "-pthread", source, "-o", tool, "-lssl", "-lcrypto"]
        if (try? Programs.output(of: compiler, arguments)) != nil { self = .tool(tool) }
    }

    /// What figures say about it.
    var name: String {
        switch self {
        case .tool: "mtlsload"
        case .client: "built-in client"
        }
    }

    /// Puts a load of a few seconds on a server; a run in which anything failed, or did not do what it is named for, has no
    /// figure.
    func run(
        _ kind: LoadKind,
        on server: LoadedServer,
        as identity: LoadIdentity,
        asking request: LoadRequest = .hello
    ) throws -> LoadResult {
        let result = try put(kind, on: server, identity, request)
        guard result.failed == 0, result.answered > 0, result.processorSeconds > 0 else {
            throw WrongAnswer("\(server.name): \(result.answered) requests answered, \(result.failed) failed")
        }
        switch kind {
        case .new where result.resumed > 0:
            throw WrongAnswer("\(server.name): \(result.resumed) handshakes were resumed, none should be")
        case .resume where result.resumed * 10 < result.answered * 9:
            throw WrongAnswer(
                "\(server.name): \(result.resumed) of \(result.answered) handshakes were resumed"
            )
        default: return result
        }
    }

    private func put(
        _ kind: LoadKind,
        on server: LoadedServer,
        _ identity: LoadIdentity,
        _ request: LoadRequest
    ) throws -> LoadResult {
        switch self {
        case .client:
            try LoadClient(kind: kind, port: server.port, identity: identity, request: request.bytes)
                .run(measuring: server.processes)
        case .tool(let tool): try Self.run(tool, kind, on: server, identity, request)
        }
    }

    private static func run(
        _ tool: String,
        _ kind: LoadKind,
        on server: LoadedServer,
        _ identity: LoadIdentity,
        _ request: LoadRequest
    ) throws -> LoadResult {
        var arguments = [
            "--mode", kind.rawValue, "-c", kind == .keepAlive ? "32" : "16", "-w", "1", "-d", "5", "--json",
            "--tls", "1.3", "--cert", identity.certificate, "--key", identity.key, "--ca", identity.authority,
            "--sni", "localhost", "--method", request.method,
            "--server-pid", server.processes.map { "\($0)" }.joined(separator: ","),
        ]
        for header in request.headers { arguments += ["--header", "\(header.name): \(header.value)"] }
        if let body = request.body {
            let file = "\(URL(fileURLWithPath: tool).deletingLastPathComponent().path)/body"
            try body.write(toFile: file, atomically: true, encoding: .utf8)
            arguments += ["--body", file]
        }
        let text = try Programs.output(
            of: tool,
            arguments + ["127.0.0.1:\(server.port)"],
            codes: [0, 2]
        )
        let json = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] ?? [:]
        func number(_ name: String) -> Double { (json[name] as? NSNumber)?.doubleValue ?? 0 }
        var result = LoadResult()
        result.answered = Int(number("requests"))
        result.resumed = Int(number("resumed"))
        result.failed = Int(number("errors"))
        let rate = number("per_server_cpu_s")
        result.processorSeconds = rate > 0 ? Double(result.answered) / rate : 0
        if let latency = json["latency_us"] as? [String: Any] {
            func microseconds(_ name: String) -> Double { (latency[name] as? NSNumber)?.doubleValue ?? 0 }
            result.timing = (number("rps"), microseconds("p50"), microseconds("p99"))
        }
        return result
    }
}
