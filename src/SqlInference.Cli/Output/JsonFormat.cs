using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using SqlInference.Cli.Terminal;

namespace SqlInference.Cli.Output;

/// <summary>
/// Each result is an array of objects, one to a line. Numbers keep all their digits, and NaN and the infinities are
/// strings; lists, structs, maps and JSON are nested; all other types are the text that the database prints.
/// </summary>
sealed class JsonFormat(OutputBuffer output) : IResultFormat
{
    public void Show(ResultRows rows)
    {
        var keys = Keys(rows.Columns);
        var first = true;
        output.Write("["u8);
        while (rows.Read())
        {
            for (var row = 0; row < rows.RowCount; row++)
            {
                output.Write(first ? "\n{"u8 : ",\n{"u8);
                first = false;
                WriteFields(rows, row, keys);
                output.Append((byte)'}');
                output.FlushIfFull();
            }

            output.Flush();
        }

        output.Write(first ? "]\n"u8 : "\n]\n"u8);
    }

    public void ShowPlan(ResultRows rows) => Show(rows);

    public void ShowTag(string tag)
    {
    }

    public static void WriteString(string text, IBufferWriter<byte> utf8)
    {
        utf8.Write("\""u8);
        utf8.Write(Encode(text));
        utf8.Write("\""u8);
    }

    static ReadOnlySpan<byte> Encode(string text) => JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes;

    void WriteFields(ResultRows rows, int row, byte[][] keys)
    {
        for (var column = 0; column < keys.Length; column++)
        {
            output.Write(keys[column]);
            rows.WriteJson(column, row, output);
        }
    }

    /// <summary>What stands before each value. A name that comes again gets a number, since an object has each key once.</summary>
    static byte[][] Keys(IReadOnlyList<ResultColumn> columns)
    {
        var taken = columns.Select(column => column.Name).ToHashSet();
        var used = new HashSet<string>();
        return [.. columns.Select((column, position) => Key(Unique(column.Name, used, taken), position))];
    }

    static byte[] Key(string name, int position) =>
        [.. position == 0 ? "\""u8 : ",\""u8, .. Encode(name), .. "\":"u8];

    static string Unique(string name, HashSet<string> used, HashSet<string> taken)
    {
        if (used.Add(name))
            return name;
        for (var number = 1; ; number++)
        {
            var numbered = $"{name}_{number}";
            if (!taken.Contains(numbered) && used.Add(numbered))
                return numbered;
        }
    }
}
