import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.ru.RussianAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.*;
import org.apache.lucene.index.*;
import org.apache.lucene.search.*;
import org.apache.lucene.store.MMapDirectory;

/**
 * Lucene as it comes, with its RussianAnalyzer, for tools/eval: what it is told and answers is described at lucenePeer in
 * tools/internal/peers/lucene.go. The index goes into the folder that its argument names.
 */
public class Russian {
  static final String[] FIELDS = {"title", "body"};

  final Analyzer analyzer = new RussianAnalyzer();
  final MMapDirectory store;
  final IndexWriter writer;
  IndexSearcher searcher;

  Russian(Path dir) throws IOException {
    store = new MMapDirectory(dir);
    writer = new IndexWriter(store, new IndexWriterConfig(analyzer));
  }

  void add(String[] parts) throws IOException {
    Document d = new Document();
    d.add(new StringField("id", parts[1], Field.Store.YES));
    for (int i = 0; i < FIELDS.length; i++) d.add(new TextField(FIELDS[i], parts[i + 2], Field.Store.NO));
    writer.addDocument(d);
  }

  /** Any word of the query in any of the fields. */
  Query query(String text) throws IOException {
    BooleanQuery.Builder any = new BooleanQuery.Builder();
    for (String field : FIELDS) {
      try (TokenStream words = analyzer.tokenStream(field, text)) {
        CharTermAttribute term = words.addAttribute(CharTermAttribute.class);
        words.reset();
        while (words.incrementToken()) {
          any.add(new TermQuery(new Term(field, term.toString())), BooleanClause.Occur.SHOULD);
        }
        words.end();
      }
    }
    return any.build();
  }

  String ask(int limit, String text) throws IOException {
    if (searcher == null) {
      writer.close();
      searcher = new IndexSearcher(DirectoryReader.open(store));
    }
    List<String> ids = new ArrayList<>();
    StoredFields fields = searcher.storedFields();
    for (ScoreDoc hit : searcher.search(query(text), limit).scoreDocs) ids.add(fields.document(hit.doc).get("id"));
    return String.join(" ", ids);
  }

  public static void main(String[] args) throws IOException {
    Russian peer = new Russian(Path.of(args[0]));
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8), 1 << 20);
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    String failed = null; // of a document, told at the next question
    for (String line; (line = in.readLine()) != null; ) {
      String[] parts = line.split("\t", -1);
      try {
        if (parts[0].equals("doc")) {
          peer.add(parts);
        } else {
          out.println(failed == null ? peer.ask(Integer.parseInt(parts[1]), parts[2]) : failed);
        }
      } catch (IOException | RuntimeException e) {
        failed = "error " + e;
        if (!parts[0].equals("doc")) out.println(failed);
      }
    }
  }
}
