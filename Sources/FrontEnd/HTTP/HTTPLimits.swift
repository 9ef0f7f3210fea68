package import NIOCore

/// Every limit of the HTTP layer, as one value; the limit of a body is the route's.
package struct HTTPLimits: Hashable, Sendable {
    /// Bytes of the request line and the header fields together.
    package var headBytes = 32_768

    /// Bytes of the request line.
    package var requestLineBytes = 8_192

    /// Header fields in a request.
    package var fields = 100

    /// Bytes of later requests that are taken while one is being answered; more are left in the socket.
    package var pipelinedBytes = 65_536

    /// Requests on one connection; the last is answered with `Connection: close`.
    package var requestsPerConnection = 10_000

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

    /// Bytes dropped in that time before the connection is closed all the same.
    package var lingerBytes = 33_554_432

    /// Connections in all; beyond it a new one is closed unanswered.
    package var connections = 4_096

    /// Connections of one organisation (of one certificate, when it belongs to none).
    package var connectionsPerOrganisation = 256

    /// Requests of one organisation in hand, from the end of a head until the handler has returned; 503 beyond it.
    package var requestsPerOrganisation = 64

    /// Bytes of request bodies in memory, over all connections; a body counts with its declared length, one in chunks
    /// with the route's limit, until the handler has returned; 503 beyond it.
    package var bodyBytes = 512 << 20

    /// Bytes of request bodies of one organisation in memory.
    package var bodyBytesPerOrganisation = 128 << 20

    /// Connections that the kernel queues before they are accepted.
    package var backlog: Int32 = 512

    /// The limits as documented here.
    package static let standard = HTTPLimits()

    /// The limits as documented here, to be changed one by one.
    package init() {}
}
