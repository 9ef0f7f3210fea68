import Decisions
import StrictJSON

/// An answer of the admin listener; the connection ends with it.
package struct AdminAnswer: Hashable, Sendable {
    /// The status of RFC 9110.
    package let status: Int
    /// The media type of the body.
    package let mediaType: String
    /// The body.
    package let body: [UInt8]

    /// An answer from its parts.
    package init(status: Int, mediaType: String, body: [UInt8]) {
        self.status = status
        self.mediaType = mediaType
        self.body = body
    }

    /// Lines of plain text.
    package init(status: Int, lines: [String]) {
        self.init(
            status: status,
            mediaType: "text/plain; charset=utf-8",
            body: Array(lines.map { $0 + "\n" }.joined().utf8)
        )
    }

    /// The bytes to send.
    package func encoded(withBody: Bool) -> [UInt8] {
        let head = [
            "HTTP/1.1 \(status) \(Self.phrases[status] ?? "Error")", "content-type: \(mediaType)",
            "content-length: \(body.count)", "cache-control: no-store", "connection: close", "", "",
        ]
        return Array(head.joined(separator: "\r\n").utf8) + (withBody ? body : [])
    }

    private static let phrases = [
        200: "OK", 400: "Bad Request", 404: "Not Found", 405: "Method Not Allowed", 408: "Request Timeout",
        413: "Content Too Large", 431: "Request Header Fields Too Large", 503: "Service Unavailable",
    ]
}

extension GateReport {
    /// What the admin listener answers; `/healthz` and `/readyz` with 503 and the reasons when it is not so.
    func answer(_ path: String) -> AdminAnswer {
        switch path {
        case "/healthz":
            let illnesses = illnesses
            return AdminAnswer(
                status: illnesses.isEmpty ? 200 : 503,
                lines: illnesses.isEmpty ? ["ok"] : illnesses
            )
        case "/readyz":
            let obstacles = obstacles
            let banner = generations.value.bundle.about.isDemonstration ? ["demonstration root"] : []
            return AdminAnswer(
                status: obstacles.isEmpty ? 200 : 503,
                lines: (obstacles.isEmpty ? ["ready"] : obstacles) + banner
            )
        case "/metrics":
            return AdminAnswer(status: 200, mediaType: Exposition.mediaType, body: Array(metrics.utf8))
        case "/status":
            let body = JSONValue.object(status).serialized() + [0x0a]
            return AdminAnswer(status: 200, mediaType: "application/json", body: body)
        default:
            return AdminAnswer(status: 404, lines: ["there are /healthz, /readyz, /metrics and /status"])
        }
    }
}
