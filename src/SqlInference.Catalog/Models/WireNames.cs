using System.Text;
using SqlInference.Errors;

namespace SqlInference.Catalog;

/// <summary>
/// Model names on the wire: <c>database.schema.name</c>, each part percent-encoded where it holds anything but letters,
/// digits, <c>_</c> and <c>-</c>.
/// </summary>
public static class WireNames
{
    const int PartCount = 3;

    public static string Write(ModelName name) => $"{Encode(name.Database)}.{WriteWithinDatabase(name)}";

    /// <summary>Schema and name, for a database that knows its own name.</summary>
    public static string WriteWithinDatabase(ModelName name) => $"{Encode(name.Schema)}.{Encode(name.Name)}";

    /// <summary>The model that a path segment, as it stands in the request, names.</summary>
    public static ModelName Read(string segment)
    {
        var parts = segment.Split('.');
        if (parts.Length != PartCount || parts.Any(part => part.Length == 0))
        {
            throw new SqlInferenceException(ErrorConditions.UnknownModel, $"There is no model '{segment}', or it is not for you to see.",
                "On the wire a model is named database.schema.name; other characters than letters, digits, _ and - are percent-encoded.");
        }

        return new(Uri.UnescapeDataString(parts[0]), Uri.UnescapeDataString(parts[1]), Uri.UnescapeDataString(parts[2]));
    }

    static string Encode(string part)
    {
        if (part.All(IsPlain))
            return part;
        var encoded = new StringBuilder();
        foreach (var octet in Encoding.UTF8.GetBytes(part))
        {
            if (IsPlain((char)octet))
                encoded.Append((char)octet);
            else
                encoded.Append('%').Append(octet.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
        }

        return encoded.ToString();
    }

    static bool IsPlain(char character) => char.IsAsciiLetterOrDigit(character) || character is '_' or '-';
}
