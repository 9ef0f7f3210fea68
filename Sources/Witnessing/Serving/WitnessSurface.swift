internal import FrontEnd

/// The paths of a witness: `POST /add-checkpoint`, and `GET /HASH/checkpoint` for each log.
struct WitnessSurface: Sendable {
    let witness: Witness
    let time: @Sendable () -> Int64

    /// What happens to a request, decided from its head.
    static func route(_ head: RequestHead) -> Route {
        let path = originHash(head.path).map { _ in head.path } ?? addCheckpoint
        let methods = path == addCheckpoint ? ["POST"] : ["GET", "HEAD"]
        return Route.among([path: methods], for: head) { $0.method == "POST" ? bodyLimit : 0 }
    }

    /// Answers a request; blocks.
    func answer(_ head: RequestHead, _ body: [UInt8], exceeded: Bool) -> HTTPAnswer {
        if exceeded {
            return Self.plain(413, "a request has at most \(Self.bodyLimit) bytes")
        }
        if let hash = Self.originHash(head.path) {
            guard let note = witness.checkpoint(hash) else {
                return Self.plain(404, "no checkpoint of such a log was cosigned here")
            }
            return HTTPAnswer(status: 200, fields: [Self.text], body: note)
        }
        let answer = witness.addCheckpoint(body, at: time)
        let type = HeaderField("content-type", answer.mediaType)
        return HTTPAnswer(status: answer.status, fields: [type], body: answer.body)
    }

    private static func plain(_ status: Int, _ text: String) -> HTTPAnswer {
        HTTPAnswer(status: status, fields: [Self.text], body: Array("\(text)\n".utf8))
    }

    private static func originHash(_ path: String) -> String? {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].isEmpty, parts[2] == "checkpoint", parts[1].utf8.count == 64 else {
            return nil
        }
        return String(parts[1])
    }

    private static let addCheckpoint = "/add-checkpoint"
    private static let text = HeaderField("content-type", "text/plain; charset=utf-8")
    /// Room for 63 hashes and a note with two dozen large signatures.
    private static let bodyLimit = 262_144
}
