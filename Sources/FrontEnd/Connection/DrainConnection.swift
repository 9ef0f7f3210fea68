/// Sent to a connection as a user event: end now when idle, else with the answer in hand.
package struct DrainConnection: Sendable {
    package init() {}
}
