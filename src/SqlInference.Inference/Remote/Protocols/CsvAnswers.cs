using SqlInference.Inference.Formats;
using SqlInference.Inference.Remote.Calls;

namespace SqlInference.Inference.Remote.Protocols;

/// <summary>
/// One value per line. An empty line is NULL. Where all values stand on one line instead, as some algorithms write them,
/// that is understood too: there can be no other meaning to it.
/// </summary>
static class CsvAnswers
{
    public static void Read(ReadOnlySpan<byte> text, AnswerWriter answers)
    {
        if (text.StartsWith("\uFEFF"u8))
            text = text[3..];
        RequireNoMarkup(text, answers);

        var fields = new CsvFields(text);
        byte[] scratch = [];
        CsvStatus status;
        var inFirstLine = 0;
        for (var (row, field) = (1, 1); (status = fields.Read()) == CsvStatus.Field;)
        {
            if (row == 1)
                inFirstLine = field;
            if ((row > 1 || answers.Expected == 1) && (field > 1 || inFirstLine > 1))
                throw RemoteErrors.Invalid(answers.Endpoint, $"answered several values in line {(inFirstLine > 1 ? 1 : row)}, where one belongs.");
            if (fields.IsNull)
                answers.AddNull();
            else
                answers.Add(fields.Unescape(ref scratch));
            (row, field) = fields.EndsRow ? (row + 1, 1) : (row, field + 1);
        }

        if (status != CsvStatus.End)
            throw RemoteErrors.Invalid(answers.Endpoint, "answered CSV with a quote that does not end where it should.");
    }

    /// <summary>A page that somebody's proxy shows instead of an answer is no text value.</summary>
    static void RequireNoMarkup(ReadOnlySpan<byte> text, AnswerWriter answers)
    {
        var start = CellParser.Trim(text);
        foreach (var markup in (ReadOnlySpan<string>)["<!doctype", "<html", "<?xml"])
        {
            if (start.Length >= markup.Length && System.Text.Ascii.EqualsIgnoreCase(start[..markup.Length], markup))
                throw RemoteErrors.Invalid(answers.Endpoint, $"answered a page of HTML or XML where values belong: '{Sanitised.Text(start)}'.");
        }
    }
}
