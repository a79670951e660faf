using SqlInference.PostgresWire.Copying;
using SqlInference.Sidecar.Errors;

namespace SqlInference.Sidecar.Copying;

/// <summary>Collects the options of COPY and checks them against each other.</summary>
sealed class CopyOptionReader
{
    CopyFormat _format = CopyFormat.Text;
    bool _header;
    char? _delimiter, _quote, _escape;
    string? _null;

    public void Set(string name, string? value)
    {
        switch (name)
        {
            case "format":
                _format = value?.ToLowerInvariant() switch
                {
                    "text" => CopyFormat.Text,
                    "csv" => CopyFormat.Csv,
                    "binary" => CopyFormat.Binary,
                    _ => throw new StatementException("22023", $"COPY format \"{value}\" not recognized"),
                };
                break;
            case "header": _header = value?.ToLowerInvariant() is null or "true" or "on" or "1" or "match"; break;
            case "delimiter": _delimiter = One(name, value); break;
            case "quote": _quote = One(name, value); break;
            case "escape": _escape = One(name, value); break;
            case "null": _null = value; break;
            case "encoding" when value?.Replace("-", "", StringComparison.Ordinal).Equals("utf8", StringComparison.OrdinalIgnoreCase) == true: break;
            case "freeze": break;
            default: throw new StatementException("42601", $"option \"{name}\" not recognized or not supported here");
        }
    }

    public CopyOptions Result()
    {
        if (_format != CopyFormat.Csv && (_quote ?? _escape) is not null)
            throw new StatementException("0A000", "COPY quote and escape are available only in CSV mode");
        if (_format == CopyFormat.Binary && (_header || _delimiter is not null || _null is not null))
            throw new StatementException("42601", "cannot specify DELIMITER, NULL or HEADER in BINARY mode");
        var isCsv = _format == CopyFormat.Csv;
        return new(_format, (byte)(_delimiter ?? (isCsv ? ',' : '\t')), _null ?? (isCsv ? "" : "\\N"), _header, (byte)(_quote ?? '"'), (byte)(_escape ?? _quote ?? '"'));
    }

    static char One(string name, string? value) => value is [var one] && one is > '\0' and < '\x7f' and not ('\n' or '\r')
        ? one
        : throw new StatementException("0A000", $"COPY {name} must be a single one-byte character");
}
