/// A certificate of `partner.test`, signed by itself, for a hundred years.
enum TestCertificate {
  static let certificate = """
    -----BEGIN CERTIFICATE-----
    MIIBnjCCAUSgAwIBAgIUIHqDrVd0egWMh3Jy3WNb6RTcIxkwCgYIKoZIzj0EAwIw
    FzEVMBMGA1UEAwwMcGFydG5lci50ZXN0MCAXDTI2MTEyODE4MTAyMFoYDzIxMjYx
    MTA0MTgxMDIwWjAXMRUwEwYDVQQDDAxwYXJ0bmVyLnRlc3QwWTATBgcqhkjOPQIB
    BggqhkjOPQMBBwNCAAQkFcPMMknwyec7HLVxdj99rckn6AUifW+iFbGfuFQO6nmL
    g7eVSHVVODODQROuo4wgia+9VdgAskUQjEZuUa5bo2wwajAdBgNVHQ4EFgQUpQFY
    qrkpdwoXCDqbTXLlbl1w844wHwYDVR0jBBgwFoAUpQFYqrkpdwoXCDqbTXLlbl1w
    844wDwYDVR0TAQH/BAUwAwEB/zAXBgNVHREEEDAOggxwYXJ0bmVyLnRlc3QwCgYI
    KoZIzj0EAwIDSAAwRQIgMvpd+Y8TWtfuyVrs6BgcVna+lW12Vs97JtN6ujSQ1EYC
    IQCOfU6dXJyLq4ewtuXRMB8wsWN0b3UoRYkZSbgcQCrBxg==
    -----END CERTIFICATE-----

    """

  static let key = """
    -----BEGIN PRIVATE KEY-----
    MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgwZNir4sqnHxPDS5/
    N0Eo3LkASG+xJv6M8JLMbMIb0rihRANCAAQkFcPMMknwyec7HLVxdj99rckn6AUi
    fW+iFbGfuFQO6nmLg7eVSHVVODODQROuo4wgia+9VdgAskUQjEZuUa5b
    -----END PRIVATE KEY-----

    """
}
