package org.cotflow.report.live;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cotflow.base.Location;
import org.cotflow.report.Document;
import org.cotflow.report.Document.Section;
import org.cotflow.report.MissingFigures;
import org.cotflow.report.Page;
import org.cotflow.report.RunSearch;
import org.cotflow.sweep.StoredSweep;

/**
 * The pages about some places: one for each run and each sweep, and one with all of them where
 * there are several.
 *
 * <p>A page is rendered when it is asked for, but not before ten times as long has passed as the
 * last rendering took, or ten seconds: until then the last one is given again.
 */
final class LiveSite {
  private static final Page.Live LIVE = new Page.Live(Page.resource("live/live.js"), 5);
  private static final int PATIENCE = 10;
  private static final long SHORTEST_NANOS = 900_000_000L;
  private static final long LONGEST_NANOS = 10_000_000_000L;

  private final List<Location> places;
  private final Map<String, Integer> numbers = new LinkedHashMap<>();
  private final Map<Integer, FollowedRun> runs = new HashMap<>();
  private final Map<String, Rendered> rendered = new HashMap<>();

  /** A page, and until when it is given again. */
  private record Rendered(String html, long until) {}

  LiveSite(List<Location> places) {
    this.places = List.copyOf(places);
  }

  /** Runs and sweeps that are there, and the places where there is none yet. */
  synchronized List<String> followed() throws IOException {
    List<String> found = new ArrayList<>();
    for (Location place : places) {
      RunSearch.within(place, true).forEach(one -> found.add(one.toString()));
    }
    return found.stream().distinct().toList();
  }

  /**
   * A page as HTML; null where there is none.
   *
   * @param name empty for the first page, else the number of a run or sweep
   */
  synchronized String page(String name) {
    Rendered last = rendered.get(name);
    if (last != null && System.nanoTime() - last.until() < 0) {
      return last.html();
    }
    long began = System.nanoTime();
    MissingFigures missing = new MissingFigures();
    Document document;
    try {
      document = document(name, missing);
    } catch (IOException | RuntimeException failure) {
      document = unread(failure);
    }
    if (document == null) {
      return null;
    }
    String html = Page.of(document, missing, LIVE);
    long now = System.nanoTime();
    long pause = Math.max(SHORTEST_NANOS, Math.min(LONGEST_NANOS, PATIENCE * (now - began)));
    rendered.put(name, new Rendered(html, now + pause));
    return html;
  }

  private Document document(String name, MissingFigures missing) throws IOException {
    List<FollowedRun> all = search();
    if (name.isEmpty() && all.size() != 1) {
      return Overview.of(all);
    }
    FollowedRun one = name.isEmpty() ? all.get(0) : numbered(name);
    if (one == null) {
      return null;
    }
    List<Section> sections = new ArrayList<>();
    if (all.size() > 1) {
      sections.add(new Document.Link("all " + all.size() + " runs", "./"));
    }
    return StoredSweep.isAt(one.place())
        ? SweepView.of(one, sections, missing)
        : one.document(sections, missing);
  }

  private FollowedRun numbered(String name) {
    return name.matches("[1-9][0-9]{0,5}") ? runs.get(Integer.parseInt(name)) : null;
  }

  /** What is there now, in its order; each keeps its number and what it remembers. */
  private List<FollowedRun> search() {
    List<FollowedRun> found = new ArrayList<>();
    for (Location place : places) {
      for (Location one : within(place)) {
        int number = numbers.computeIfAbsent(one.toString(), unseen -> numbers.size() + 1);
        found.add(runs.computeIfAbsent(number, unseen -> new FollowedRun(one, number)));
      }
    }
    return found.stream().distinct().toList();
  }

  /** A place that cannot be searched stands for itself, so that its page says why. */
  private static List<Location> within(Location place) {
    try {
      return RunSearch.within(place, true);
    } catch (IOException unreachable) {
      return List.of(place);
    }
  }

  private static Document unread(Exception failure) {
    return new Document(
        "Cotflow watch",
        "not read",
        List.of(new Document.Remarks(List.of(FollowedRun.notRead(failure)))),
        FollowedRun.footer());
  }
}
