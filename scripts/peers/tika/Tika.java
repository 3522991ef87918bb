import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.tika.config.TikaConfig;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.parser.AutoDetectParser;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.Parser;
import org.apache.tika.sax.BodyContentHandler;

/**
 * Tika as a peer of scripts/bench-taking-in.sh: a process that stays, reads all files of a folder once, so that Java
 * has compiled what it needs, and once more for each line that it is told. It answers with the files read and those
 * that failed, the characters of text, seconds, and seconds of processor time. Scans are not recognised.
 */
public class Tika {
  static final String CONFIG =
      "<properties><parsers><parser class='org.apache.tika.parser.DefaultParser'>"
          + "<parser-exclude class='org.apache.tika.parser.ocr.TesseractOCRParser'/></parser></parsers></properties>";

  public static void main(String[] args) throws Exception {
    var answers = System.out;
    System.setOut(System.err); // what libraries say is no answer
    var config = new TikaConfig(new java.io.ByteArrayInputStream(CONFIG.getBytes("UTF-8")));
    var parser = new AutoDetectParser(config);
    List<Path> files;
    try (var all = Files.walk(Path.of(args[0]))) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    read(parser, files);
    answers.println("ready");
    var told = new BufferedReader(new InputStreamReader(System.in));
    while (told.readLine() != null) {
      answers.println(read(parser, files));
    }
  }

  static String read(Parser parser, List<Path> files) throws InterruptedException {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long began = System.nanoTime(), cpu = system.getProcessCpuTime();
    var ok = new AtomicLong();
    var failed = new AtomicLong();
    var characters = new AtomicLong();
    var pool = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    for (Path file : files) {
      pool.submit(() -> {
        var text = new BodyContentHandler(-1);
        var context = new ParseContext();
        context.set(Parser.class, parser);
        var metadata = new Metadata();
        try (var in = TikaInputStream.get(file, metadata)) {
          parser.parse(in, text, metadata, context);
          ok.incrementAndGet();
        } catch (Throwable e) { // one file never stops the rest
          failed.incrementAndGet();
        }
        characters.addAndGet(text.toString().length());
      });
    }
    pool.shutdown();
    pool.awaitTermination(1, TimeUnit.DAYS);
    return String.format(java.util.Locale.ROOT, "%d %d %d %.3f %.3f", ok.get(), failed.get(), characters.get(),
        (System.nanoTime() - began) / 1e9, (system.getProcessCpuTime() - cpu) / 1e9);
  }
}
