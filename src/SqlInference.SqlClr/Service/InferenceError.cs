using System;
using System.Globalization;

namespace SqlInference.SqlClr.Service;

/// <summary>An error of the catalog of errors, as SQL Server shows it: the code, what happened, and on a second line what to do.</summary>
sealed class InferenceError : Exception
{
    /// <summary>User errors of SQL Server begin at 50000.</summary>
    const int FirstNumber = 51_000;

    public InferenceError(string code, string message, string? hint = null, Exception? cause = null)
        : base($"{code}: {message}{(string.IsNullOrEmpty(hint) ? "" : "\n" + hint)}", cause)
    {
        Code = code;
    }

    public string Code { get; }

    /// <summary>What THROW takes.</summary>
    public int Number => FirstNumber + int.Parse(Code.Substring(2), CultureInfo.InvariantCulture);

    public static bool IsCode(string code) =>
        code.Length == 5 && code[0] == 'S' && code[1] == 'I' && IsDigit(code[2]) && IsDigit(code[3]) && IsDigit(code[4]);

    static bool IsDigit(char character) => character is >= '0' and <= '9';
}
