using System.Globalization;
using System.Text;
using SqlInference.Engines.DuckDb.Types;
using SqlInference.PostgresWire.Copying;
using SqlInference.PostgresWire.Formats;
using SqlInference.PostgresWire.Messages;
using SqlInference.PostgresWire.Types;
using SqlInference.Sidecar.Values;

namespace SqlInference.Sidecar.Copying;

/// <summary>PostgreSQL's text of a value, or its bytes, as text that the engine casts to the type.</summary>
static class EngineText
{
    public static string Of(CopyValue value, DuckDbType type)
    {
        var oid = TypeMap.OidOf(type);
        var read = value.Binary is { } binary
            ? ParameterReader.Read(binary, oid, ValueFormat.Binary)
            : oid == TypeOid.Bytea ? ParameterReader.Read(Encoding.UTF8.GetBytes(value.Text!), oid, ValueFormat.Text)
            : type.Id is DuckDbTypeId.List or DuckDbTypeId.Array && !type.Children[0].IsNested ? ArrayText.Read(value.Text!) : value.Text!;
        return Text(read);
    }

    static string Text(object value) => value switch
    {
        string text => text,
        bool flag => flag ? "true" : "false",
        byte[] bytes => string.Concat(bytes.Select(b => string.Create(CultureInfo.InvariantCulture, $"\\x{b:X2}"))),
        IReadOnlyList<string?> list => $"[{string.Join(", ", list.Select(Element))}]",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    static string Element(string? element) => element is null
        ? "NULL"
        : $"'{element.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
}
