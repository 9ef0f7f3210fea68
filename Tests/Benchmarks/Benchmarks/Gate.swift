extension Benchmark {
    /// Requests through everything: each is decided, recorded durably and signed for, and forwarded to the matching core.
    static let gate = Benchmark(
        name: "gate",
        summary: "requests through the whole gate: decided, recorded, forwarded to the core and answered"
    ) { surroundings in
        try surroundings.requireDisk()
        return try await surroundings.withFolder { folder in
            let loader = Loader(building: folder)
            let root = "\(folder)/gate"
            let server = try LoadedServer.gate(in: root)
            defer { server.stop() }
            let organisation = LoadIdentity(
                certificate: "\(root)/certs/icmec.pem",
                key: "\(root)/keys/icmec.key",
                authority: "\(root)/certs/server-ca.pem"
            )
            let result = try loader.run(
                .keepAlive,
                on: server,
                as: organisation,
                asking: .call("ListCollections")
            )
            let note = "\(result.answered) requests by \(loader.name)"
            var figures = [
                Figure("ListCollections", result.perProcessorSecond, "per CPU s", note: note)
            ]
            if let timing = result.timing {
                figures += [
                    Figure("ListCollections", timing.perSecond, "per s", note: "beside the load generator"),
                    Figure("ListCollections, median", timing.median / 1_000, "ms"),
                    Figure("ListCollections, 99 of 100", timing.percentile99 / 1_000, "ms"),
                ]
            }
            return figures
        }
    }
}
