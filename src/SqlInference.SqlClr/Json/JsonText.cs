using System.Globalization;
using System.Text;

namespace SqlInference.SqlClr.Json;

/// <summary>Writes strings as JSON has them.</summary>
static class JsonText
{
    public static StringBuilder AppendJson(this StringBuilder json, string text)
    {
        json.Append('"');
        foreach (var character in text)
        {
            if (character is '"' or '\\')
                json.Append('\\').Append(character);
            else if (character < ' ')
                json.Append("\\u").Append(((int)character).ToString("x4", CultureInfo.InvariantCulture));
            else
                json.Append(character);
        }

        return json.Append('"');
    }
}
