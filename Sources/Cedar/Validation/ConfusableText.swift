/// Text in a policy that can be read as something else than it is.
enum ConfusableText {
    static func warnings(_ policy: Policy) -> [CedarDiagnostic] { [] }
}
