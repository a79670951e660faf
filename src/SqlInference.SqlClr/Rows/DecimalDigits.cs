namespace SqlInference.SqlClr.Rows;

/// <summary>Whether a double is the number that the digits of a decimal write.</summary>
static class DecimalDigits
{
    const int ExactDigits = 15;

    /// <summary>2^53.</summary>
    const string ExactIntegers = "9007199254740992";

    public static bool AreKeptByDouble(string text)
    {
        var digits = text.TrimStart('-', '+');
        var point = digits.IndexOf('.');
        var whole = (point < 0 ? digits : digits.Substring(0, point)).TrimStart('0');
        var fraction = point < 0 ? "" : digits.Substring(point + 1).TrimEnd('0');
        if (fraction.Length == 0)
            return whole.Length < ExactIntegers.Length || (whole.Length == ExactIntegers.Length && string.CompareOrdinal(whole, ExactIntegers) <= 0);
        return (whole.Length > 0 ? whole.Length + fraction.Length : fraction.TrimStart('0').Length) <= ExactDigits;
    }
}
