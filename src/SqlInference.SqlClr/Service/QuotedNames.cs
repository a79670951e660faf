using System.Collections.Generic;
using System.Text;

namespace SqlInference.SqlClr.Service;

/// <summary>Names in brackets, one behind the other, as QUOTENAME writes them: nothing that stands in a name can end it.</summary>
static class QuotedNames
{
    public static string[] Read(string text)
    {
        var names = new List<string>();
        for (var at = 0; at < text.Length;)
            names.Add(ReadOne(text, ref at));
        return names.ToArray();
    }

    static string ReadOne(string text, ref int at)
    {
        if (text[at++] != '[')
            throw Malformed(text);
        var name = new StringBuilder();
        for (; at < text.Length; at++)
        {
            if (text[at] != ']')
                name.Append(text[at]);
            else if (++at < text.Length && text[at] == ']')
                name.Append(']');
            else
                return name.ToString();
        }

        throw Malformed(text);
    }

    static InferenceError Malformed(string text) => new(ErrorCodes.InvalidValue, $"'{text}' is no list of names in brackets.");
}
