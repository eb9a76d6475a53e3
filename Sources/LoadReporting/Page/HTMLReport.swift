/// A report as one page that needs nothing else: no other file and no server. Its one small script stands in it, and only
/// moves hints to the pointer.
struct HTMLReport {
  private let content: PageContent

  init(_ content: PageContent) {
    self.content = content
  }

  /// The page's text.
  var html: String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>\(HTMLText.escaped(content.campaignName)) · campaign-load</title>
    <style>
    \(PageStylesheet.text)</style>
    </head>
    <body>
    <main>
    \(PageSummary(content).html)\(PagePlots(content).html)<footer>
    <p>\(latencyNote) Times are those of the machine that sent the requests.</p>
    </footer>
    </main>
    <div id="tip" hidden></div>
    <script>
    \(PageScript.text)</script>
    </body>
    </html>

    """
  }

  private var latencyNote: String {
    content.isClosedLoop
      ? "Latency counts from the send to the answer: a server that stalls is asked less, and few requests see its stall."
      : "Latency counts from the planned send to the answer, so that a stall of the server or of the generator is in it."
  }
}
