import Cedar
import StrictJSON

/// Evaluates expressions written in a test.
enum Evaluation {
    static let request = CedarRequest(
        principal: EntityUID(type: "User", id: "alice"),
        action: EntityUID(type: "Action", id: "view"),
        resource: EntityUID(type: "Photo", id: "beach.jpg"),
        context: [
            "n": .long(7), "s": .string("text"), "r": .record(["inner": .record(["leaf": .bool(true)])]),
            "set": .set(of: [.long(1), .long(2)]),
        ]
    )

    static func entities() throws -> Entities {
        try Entities([
            Entity(
                EntityUID(type: "User", id: "alice"),
                attributes: ["age": .long(30), "boss": .entity(EntityUID(type: "User", id: "ghost"))],
                parents: [EntityUID(type: "Group", id: "staff")],
                tags: ["clearance": .string("secret")]
            ),
            Entity(
                EntityUID(type: "Group", id: "staff"),
                parents: [EntityUID(type: "Group", id: "everyone")]
            ),
        ])
    }

    /// The value as text, or the error's kind.
    static func text(_ expression: String) throws -> String {
        let parsed = try Expression.parse(expression, file: "test")
        do {
            return try Evaluator(request: request, entities: try entities()).evaluate(parsed).description
        } catch let error as EvaluationError {
            return switch error.reason {
            case .entityDoesNotExist: "no entity"
            case .attributeDoesNotExist: "no attribute"
            case .tagDoesNotExist: "no tag"
            case .typeError: "type error"
            case .overflow: "overflow"
            case .extensionFailure: "extension error"
            case .tooDeep: "too deep"
            }
        }
    }
}
