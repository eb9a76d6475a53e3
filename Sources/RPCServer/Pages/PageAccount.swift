/// Names the pages of one connection, while any of them has room or waits for it.
struct PageAccount: Hashable, Sendable {
  let number: UInt64
}
