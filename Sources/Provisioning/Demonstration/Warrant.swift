/// A court's warrant as the story hands it around.
struct Warrant {
    /// The token that goes into the header field.
    let token: String
    /// Its index in the court's status list.
    let index: Int64
    /// The docket it belongs to.
    let docket: String
}
