package import NIOCore

/// Every limit of the HTTP layer, as one value; the limit of a body is the route's.
///
/// `Docs/FrontEnd.md` explains them, and a test holds its table against these numbers.
package struct HTTPLimits: Hashable, Sendable {
    // MARK: A request

    /// Bytes of the request line and the header fields together; with HTTP/2, of all names and values and 32 for each.
    package var headBytes = 32_768

    /// Bytes of the request line.
    package var requestLineBytes = 8_192

    /// Header fields in a request.
    package var fields = 100

    // MARK: A connection

    /// Bytes of later requests that are taken while one is being answered; more are left in the socket.
    package var pipelinedBytes = 65_536

    /// Requests on one connection; the last is answered with its end.
    package var requestsPerConnection = 10_000

    /// Bytes of answers that wait for the network; beyond them the next request waits too.
    package var unsentBytes = 65_536

    /// After the last answer, bytes dropped before the connection is closed all the same.
    package var lingerBytes = 33_554_432

    // MARK: Times

    /// From the first byte of a request, or from the end of the handshake, to the end of its header.
    package var headDeadline: TimeAmount = .seconds(10)

    /// From the end of the header to the end of the body.
    package var bodyDeadline: TimeAmount = .seconds(60)

    /// Between two requests.
    package var idleDeadline: TimeAmount = .seconds(75)

    /// From handing an answer over to its last byte being taken by the network.
    package var answerDeadline: TimeAmount = .seconds(60)

    /// After the last answer, how long the connection still takes (and drops) bytes, so that the answer is not lost.
    package var lingerDeadline: TimeAmount = .seconds(2)

    // MARK: All connections

    /// Connections in all; beyond it a new one is closed unanswered.
    package var connections = 4_096

    /// Connections whose handshake has not ended; beyond it a new one is closed unanswered.
    package var handshakes = 1_024

    /// Bytes of request bodies in memory, over all connections; a body counts with its declared length, one without with
    /// the route's limit, until the handler has returned; 503 beyond it.
    package var bodyBytes = 512 << 20

    /// Connections that the kernel queues before they are accepted.
    package var backlog: Int32 = 512

    // MARK: One organisation (or one certificate, when it belongs to none)

    /// Connections.
    package var connectionsPerOrganisation = 256

    /// Requests in hand, from the end of a head until the handler has returned; 503 beyond it.
    package var requestsPerOrganisation = 64

    /// Bytes of request bodies in memory.
    package var bodyBytesPerOrganisation = 128 << 20

    /// Requests that may begin in a second, beyond the burst; 429 beyond it.
    package var requestsPerSecond = 1_000

    /// Requests that may begin at once.
    package var requestBurst = 2_000

    // MARK: HTTP/2

    /// Streams open at once on one connection.
    package var streams = 64

    /// CONTINUATION frames in a row.
    package var continuationFrames = 8

    /// DATA frames in a row that carry nothing and end nothing.
    package var emptyDataFrames = 4

    /// Streams that the client may reset in `floodWindow`.
    package var streamResets = 100

    /// Streams that the client may make this end reset in `floodWindow`.
    package var streamErrors = 50

    /// PING, SETTINGS and PRIORITY frames in `floodWindow`.
    package var controlFrames = 200

    /// Acknowledgements that wait for the network.
    package var unsentControlFrames = 256

    /// Frames that ask for nothing, window updates above all, between two requests.
    package var noiseFrames = 2_000

    /// The time over which resets, errors and control frames are counted.
    package var floodWindow: TimeAmount = .seconds(30)

    /// Bytes of a body that a client may send ahead of their being read, on one stream.
    package var windowBytes = 262_144

    /// The same on all streams of a connection together.
    package var connectionWindowBytes = 1_048_576

    /// The limits as documented here.
    package static let standard = HTTPLimits()

    /// The limits as documented here, to be changed one by one.
    package init() {}
}
