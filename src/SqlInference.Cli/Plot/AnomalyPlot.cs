using System.Globalization;

namespace SqlInference.Cli.Plot;

/// <summary>
/// Draws a series with its anomaly scores as an SVG that needs nothing else: the series above, the scores and their
/// cutoff below, anomalies as dots in both, labelled events as bands with the number of anomalies found in them.
/// </summary>
sealed class AnomalyPlot
{
    const double Width = 1200;
    const double LeftMargin = 80;
    const double RightMargin = 24;
    const double HeaderHeight = 64;
    const double LaneHeight = 19;
    const double ValueHeight = 250;
    const double ScoreHeight = 140;
    const double BetweenPanels = 26;
    const double FooterHeight = 40;
    // About as wide as the characters of a bold 13 pixel sans-serif get on average.
    const double CharacterWidth = 7.4;
    const int LongestLabel = 40;

    readonly PlotData _data;
    readonly string _title;
    readonly SvgWriter _svg = new();
    readonly Interval _across = new(LeftMargin, Width - RightMargin);
    readonly List<LabelledEvent> _events;
    readonly (Interval Text, int Lane)?[] _flags;
    readonly int[] _anomalies;
    readonly Panel _values;
    readonly Panel _scores;

    AnomalyPlot(PlotData data, string? title)
    {
        _data = data;
        _title = title ?? $"Anomalies of {data.ValueName.Replace('_', ' ')}";
        _anomalies = [.. Enumerable.Range(0, data.Count).Where(data.IsAnomaly)];
        _events = LabelledEvent.Of(data);
        _flags = FlagLayout.Place([.. _events.Select(labelled => (Band(labelled).Middle, FlagText(labelled).Length * CharacterWidth))], _across);

        var lanes = _flags.Max(flag => flag?.Lane + 1) ?? 0;
        _values = new(data.ValueName, HeaderHeight + lanes * LaneHeight, ValueHeight, data.Values, 5);
        _scores = new(data.ScoreName, _values.Bottom + BetweenPanels, ScoreHeight, data.Scores.Concat(data.Cutoffs), 4);
    }

    public static string Draw(PlotData data, string? title = null) => new AnomalyPlot(data, title).Draw();

    string Draw()
    {
        var height = _scores.Bottom + FooterHeight;
        _svg.Line(Text(
            $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {height}" width="{Width}" height="{height}" role="img" aria-labelledby="title desc">"""));
        _svg.Line($"<title id=\"title\">{SvgWriter.Escape(_title)}</title>");
        _svg.Line($"<desc id=\"desc\">{SvgWriter.Escape(Description())}</desc>");
        _svg.Line($"<style>\n{PlotStyle.Css}\n</style>");
        _svg.Rectangle("page", 0, 0, Width, height);
        DrawHeader();
        DrawEvents();
        DrawTimeAxis();
        DrawValues();
        DrawScores();
        _svg.Line("</svg>");
        return _svg.ToString();
    }

    string Summary() => Text(
        $"{_data.Count:N0} rows from {Date(0)} to {Date(_data.Count - 1)}, {_anomalies.Length:N0} of them anomalies");

    string Description()
    {
        var events = _events.Select(labelled => Text(
            $" {labelled.Label} ({Date(labelled.FirstRow)}): {(labelled.Anomalies == 0 ? "no" : labelled.Anomalies)} {(labelled.Anomalies == 1 ? "anomaly" : "anomalies")}."));
        return $"{Summary()}. Above: {_values.Name} over time; below: {_scores.Name} and its cutoff.{string.Concat(events)}";
    }

    string Date(int row) => TimeOf(row).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    void DrawHeader()
    {
        _svg.Text(24, 32, "title", _title);
        _svg.Text(24, 52, "", Summary());
        _svg.Dots("dot", [(Width - RightMargin - 372, 47.5)]);
        _svg.Text(Width - RightMargin - 364, 52, "", "anomaly");
        _svg.Line("cutoff", Width - RightMargin - 296, 47.5, Width - RightMargin - 274, 47.5);
        _svg.Text(Width - RightMargin - 268, 52, "", IsCutoffConstant ? Text($"cutoff {_data.Cutoffs[0]:0.###}") : "cutoff");
        if (_events.Count == 0)
            return;
        _svg.Rectangle("band", Width - RightMargin - 170, 40, 10, 14);
        _svg.Text(Width - RightMargin - 154, 52, "", "event: anomalies found");
    }

    void DrawEvents()
    {
        for (var i = 0; i < _events.Count; i++)
        {
            var band = Band(_events[i]);
            _svg.Rectangle("band", band.From, _values.Top, band.Length, _scores.Bottom - _values.Top);
            if (_flags[i] is not { } flag)
                continue;
            var top = _values.Top - (flag.Lane + 1) * LaneHeight;
            _svg.Line("pole", band.Middle, top + 2, band.Middle, _values.Top);
            var isRight = flag.Text.From > band.Middle;
            _svg.Text(isRight ? band.Middle + 5 : band.Middle - 5, top + 13, isRight ? "event" : "event right", FlagText(_events[i]));
        }
    }

    void DrawTimeAxis()
    {
        foreach (var (time, text) in TimeTicks.Between(TimeOf(0), TimeOf(_data.Count - 1)))
        {
            var x = X(Microseconds(time));
            _svg.Line("grid", x, _values.Top, x, _scores.Bottom + 24);
            // A text that the axis has no room left for would run out of the picture.
            if (x + 6 + text.Length * CharacterWidth <= Width)
                _svg.Text(x + 6, _scores.Bottom + 22, "", text);
        }
    }

    void DrawValues()
    {
        DrawCaption(_values);
        _values.DrawGrid(_svg, _across);
        _svg.Curve("value", PixelColumns.Thin(_data.Values, RowX).Select(row => (RowX(row), _values.Y(_data.Values[row]))));
        _svg.Dots("dot", _anomalies.Where(row => double.IsFinite(_data.Values[row])).Select(row => (RowX(row), _values.Y(_data.Values[row]))));
    }

    void DrawScores()
    {
        DrawCaption(_scores);
        _scores.DrawGrid(_svg, _across);
        _svg.Curve("score", PixelColumns.Thin(_data.Scores, RowX).Select(row => (RowX(row), _scores.Y(_data.Scores[row]))));
        _svg.Dots("dot", _anomalies.Select(row => (RowX(row), _scores.Y(_data.Scores[row]))));
        DrawCutoff();
    }

    void DrawCutoff()
    {
        if (IsCutoffConstant)
            _svg.Line("cutoff", _across.From, _scores.Y(_data.Cutoffs[0]), _across.To, _scores.Y(_data.Cutoffs[0]));
        else
            _svg.Curve("cutoff", PixelColumns.Thin(_data.Cutoffs, RowX).Select(row => (RowX(row), _scores.Y(_data.Cutoffs[row]))));
    }

    void DrawCaption(Panel panel) => _svg.Line(
        Text($"<text class=\"middle\" transform=\"translate(20 {panel.Top + panel.Height / 2:0.#}) rotate(-90)\">{SvgWriter.Escape(panel.Name)}</text>"));

    static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    bool IsCutoffConstant => double.IsFinite(_data.Cutoffs[0]) && Array.TrueForAll(_data.Cutoffs, cutoff => cutoff == _data.Cutoffs[0]);

    static string FlagText(LabelledEvent labelled)
    {
        var label = labelled.Label.Length > LongestLabel ? labelled.Label[..(LongestLabel - 1)] + "…" : labelled.Label;
        return Text($"{label}: {(labelled.Anomalies == 0 ? "none" : labelled.Anomalies)}");
    }

    /// <summary>The stretch of an event, wide enough to be seen.</summary>
    Interval Band(LabelledEvent labelled)
    {
        var band = new Interval(RowX(labelled.FirstRow), RowX(labelled.LastRow));
        var missing = Math.Max(0, 3 - band.Length) / 2;
        return new(band.From - missing, band.To + missing);
    }

    double RowX(int row) => X(_data.Times[row]);

    double X(long time)
    {
        var duration = Math.Max(1, _data.Times[^1] - _data.Times[0]);
        return _across.From + (double)(time - _data.Times[0]) / duration * _across.Length;
    }

    DateTime TimeOf(int row) => DateTime.UnixEpoch.AddTicks(_data.Times[row] * TimeSpan.TicksPerMicrosecond);

    static long Microseconds(DateTime time) => (time - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
