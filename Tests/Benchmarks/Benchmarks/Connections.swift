extension Benchmark {
    /// Full handshakes with client certificates.
    static let handshake = Benchmark(
        name: "handshake",
        summary: "full mutual TLS 1.3 handshake and one request, in a processor second of the server"
    ) { try await connections(.new, $0) }

    /// Resumed handshakes.
    static let resumedHandshake = Benchmark(
        name: "resumed-handshake",
        summary: "resumed TLS 1.3 handshake (the client checked again) and one request, in a processor second"
    ) { try await connections(.resume, $0) }

    /// Requests on connections that stay.
    static let keepAlive = Benchmark(
        name: "keep-alive",
        summary:
            "request with a trivial answer on a connection that stays, in a processor second of the server"
    ) { try await connections(.keepAlive, $0) }

    private static func connections(_ kind: LoadKind, _ surroundings: Surroundings) async throws -> [Figure] {
        try await surroundings.withFolder { folder in
            let keys = try ThrowAwayKeys.make(in: folder)
            let loader = Loader(building: folder)
            let own = try LoadedServer.own(keys)
            defer { own.stop() }
            let ours = try loader.run(kind, on: own, as: keys.identity)
            let note = "\(ours.answered) requests by \(loader.name)"
            var figures = [Figure(name(of: kind), ours.perProcessorSecond, "per CPU s", note: note)]
            guard let nginx = try LoadedServer.nginx(keys) else { return figures }
            defer { nginx.stop() }
            let theirs = try loader.run(kind, on: nginx, as: keys.identity)
            figures.append(Figure("the same by \(nginx.name)", theirs.perProcessorSecond, "per CPU s"))
            let ratio = ours.perProcessorSecond / max(1, theirs.perProcessorSecond)
            figures.append(Figure("ratio to nginx", ratio, "x"))
            return figures
        }
    }

    private static func name(of kind: LoadKind) -> String {
        switch kind {
        case .new: "full handshakes"
        case .resume: "resumed handshakes"
        case .keepAlive: "requests"
        }
    }
}
