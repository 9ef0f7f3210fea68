internal import NIOCore
internal import NIOHTTP2

/// Sees the frames that leave, to tell whether an error ended a stream or the connection.
///
/// Belongs to the connection's event loop.
final class HTTP2FrameWatch: NIOHTTP2FrameDelegate {
    private var end: End?

    /// What was ended, and why.
    enum End {
        case stream
        case connection(HTTP2ErrorCode)
    }

    /// What was ended since it was last asked.
    func takeEnd() -> End? { end.take() }

    func wroteFrame(_ frame: HTTP2Frame) {
        switch frame.payload {
        case .goAway(_, let code, _) where code != .noError: end = .connection(code)
        case .rstStream: if end == nil { end = .stream }
        default: break
        }
    }

    /// The handler of frames, as strict as the limits say.
    static func frames(_ limits: HTTPLimits) -> (handler: NIOHTTP2Handler, watch: HTTP2FrameWatch) {
        var connection = NIOHTTP2Handler.ConnectionConfiguration()
        connection.initialSettings = [
            HTTP2Setting(parameter: .maxConcurrentStreams, value: limits.streams),
            HTTP2Setting(parameter: .maxHeaderListSize, value: limits.headBytes),
            HTTP2Setting(parameter: .initialWindowSize, value: limits.windowBytes),
        ]
        connection.maximumSequentialEmptyDataFrames = limits.emptyDataFrames
        connection.maximumBufferedControlFrames = limits.unsentControlFrames
        connection.maximumSequentialContinuationFrames = limits.continuationFrames
        connection.maximumConnectionGlitches = limits.streamErrors
        connection.controlFrameRateLimit.maximumCount = limits.controlFrames
        connection.controlFrameRateLimit.windowLength = limits.floodWindow
        var stream = NIOHTTP2Handler.StreamConfiguration()
        stream.streamResetFrameRateLimit.maximumCount = limits.streamResets
        stream.streamResetFrameRateLimit.windowLength = limits.floodWindow
        stream.streamErrorRateLimit.maximumCount = limits.streamErrors
        stream.streamErrorRateLimit.windowLength = limits.floodWindow
        let watch = HTTP2FrameWatch()
        let handler = NIOHTTP2Handler(
            mode: .server,
            frameDelegate: watch,
            connectionConfiguration: connection,
            streamConfiguration: stream
        )
        return (handler, watch)
    }
}

extension HTTP2Ending {
    var code: HTTP2ErrorCode {
        switch self {
        case .done: .noError
        case .refused: .refusedStream
        case .calm: .enhanceYourCalm
        }
    }
}
