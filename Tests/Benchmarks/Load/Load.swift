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

    /// Puts a load of a few seconds on a server.
    func run(_ kind: LoadKind, on server: LoadedServer, _ keys: ThrowAwayKeys) throws -> LoadResult {
        switch self {
        case .client: try LoadClient(kind: kind, port: server.port, keys: keys).run(measuring: server.process)
        case .tool(let tool): try Self.run(tool, kind, on: server, keys)
        }
    }

    private static func run(
        _ tool: String,
        _ kind: LoadKind,
        on server: LoadedServer,
        _ keys: ThrowAwayKeys
    ) throws -> LoadResult {
        let text = try Programs.output(
            of: tool,
            [
                "--mode", kind.rawValue, "-c", kind == .keepAlive ? "32" : "16", "-w", "1", "-d", "5",
                "--json",
                "--tls", "1.3", "--cert", keys.client, "--key", keys.clientKey, "--ca", keys.authority,
                "--sni", "localhost", "--server-pid", "\(server.process)", "127.0.0.1:\(server.port)",
            ],
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
        return result
    }
}
