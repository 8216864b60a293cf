package io.autodiff.nn.cli;

import java.util.List;

/** Pieces of a page. */
final class Html {
  private Html() {}

  /** Returns text as it stands between or inside tags. */
  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  /** Returns a table of texts. */
  static String table(List<String> head, List<List<String>> rows) {
    StringBuilder table = new StringBuilder("<table><tr>");
    head.forEach(cell -> table.append("<th>").append(escape(cell)).append("</th>"));
    for (List<String> row : rows) {
      table.append("</tr>\n<tr>");
      row.forEach(cell -> table.append("<td>").append(escape(cell)).append("</td>"));
    }
    return table.append("</tr></table>").toString();
  }
}
