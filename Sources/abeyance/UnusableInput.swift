/// What a command was given cannot be used: the place first, then what was expected there.
struct UnusableInput: Error, CustomStringConvertible {
    let description: String
}
