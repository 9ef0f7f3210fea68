/// The targets by the names that they are asked for.
enum FuzzTargets {
    static func named(_ name: String) -> (any FuzzTarget.Type)? {
        switch name {
        case "policy": PolicyTextTarget.self
        case "schema": SchemaTextTarget.self
        case "policy-json": PolicyJSONTarget.self
        case "schema-json": SchemaJSONTarget.self
        case "entities-json": EntitiesJSONTarget.self
        default: nil
        }
    }
}
