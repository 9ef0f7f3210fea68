package import NIOCore
internal import TLS

/// Stands behind a `TLSHandler` until the handshake has ended, then makes room for the protocol that was agreed on.
package final class ProtocolChoice: ChannelInboundHandler, RemovableChannelHandler {
    package typealias InboundIn = ByteBuffer

    private let scope: ServerScope
    private let begun = NIODeadline.now()

    /// A handler for one connection, counted in a ledger that the server's connections share.
    package convenience init(configuration: FrontEndConfiguration, ledger: ConnectionLedger) {
        self.init(scope: ServerScope(configuration: configuration, ledger: ledger))
    }

    init(scope: ServerScope) { self.scope = scope }

    package func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case let established as TLSEstablished: choose(established, context)
        case is DrainConnection: context.close(promise: nil)
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    /// The TLS handler has reported what there is to report, and closes by itself.
    package func errorCaught(context: ChannelHandlerContext, error: any Error) {}

    private func choose(_ established: TLSEstablished, _ context: ChannelHandlerContext) {
        scope.ledger.proven(context.channel)
        scope.configuration.established((NIODeadline.now() - begun).nanoseconds / 1_000)
        do {
            try context.pipeline.syncOperations.addHandlers(
                handlers(for: established.applicationProtocol),
                position: .after(self)
            )
        } catch {
            return context.close(promise: nil)
        }
        context.fireUserInboundEventTriggered(established)
        context.pipeline.syncOperations.removeHandler(self, promise: nil)
    }

    private func handlers(for chosen: ApplicationProtocol?) -> [any ChannelHandler] {
        switch chosen {
        case .http2?:
            let (frames, watch) = HTTP2FrameWatch.frames(scope.limits)
            return [frames, HTTP2ConnectionHandler(scope: scope, frames: watch)]
        case .http11?, nil: return [HTTPConnectionHandler(scope: scope)]
        }
    }
}
