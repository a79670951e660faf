using System.Text.RegularExpressions;
using SqlInference.Errors;

namespace SqlInference.Engines.DuckDb;

/// <summary>Turns what DuckDB says into exceptions.</summary>
static partial class DatabaseErrors
{
    /// <summary>The prefixes of messages that come without a type, as from parsing and binding.</summary>
    static readonly (string Prefix, DuckDbErrorType Type)[] Prefixes =
    [
        ("Binder Error", DuckDbErrorType.Binder),
        ("Catalog Error", DuckDbErrorType.Catalog),
        ("Parser Error", DuckDbErrorType.Parser),
        ("Conversion Error", DuckDbErrorType.Conversion),
        ("Invalid Input Error", DuckDbErrorType.InvalidInput),
        ("Out of Range Error", DuckDbErrorType.OutOfRange),
        ("INTERRUPT Error", DuckDbErrorType.Interrupt),
        ("IO Error", DuckDbErrorType.Io),
        ("Permission Error", DuckDbErrorType.Permission),
        ("TransactionContext Error", DuckDbErrorType.Transaction),
        ("Not implemented Error", DuckDbErrorType.NotImplemented),
        ("Constraint Error", DuckDbErrorType.Constraint),
        ("Dependency Error", DuckDbErrorType.Dependency),
        ("Out of Memory Error", DuckDbErrorType.OutOfMemory),
        ("Missing Extension Error", DuckDbErrorType.MissingExtension),
        ("FATAL Error", DuckDbErrorType.Fatal),
        ("INTERNAL Error", DuckDbErrorType.Internal),
    ];

    /// <param name="type">Invalid where DuckDB told no type.</param>
    public static Exception ForQuery(RunningQuery query, DuckDbErrorType type, string? text)
    {
        var message = text ?? "The database failed without a message.";
        if (type == DuckDbErrorType.Invalid)
            type = TypeOf(message);
        if (type == DuckDbErrorType.Interrupt || query.IsCancelled)
            return query.Cancelled();
        if (query.TryFindFailure(message, out var failure))
            return new DuckDbException(failure.Condition, type, failure.Message, failure.Hint, failure);
        return ForText(type, message);
    }

    public static DuckDbException ForText(DuckDbErrorType type, string message) =>
        IsDiskFull(message)
            ? new(ErrorConditions.DiskFull, type, message, "Free space where the database file and its temporary files lie, then run the statement again.")
            : new(ErrorConditions.DatabaseError, type, InternalSuggestion().Replace(message, ""));

    public static bool IsDiskFull(string message) =>
        message.Contains("No space left on device", StringComparison.OrdinalIgnoreCase) ||
        message.Contains("Disk quota exceeded", StringComparison.OrdinalIgnoreCase);

    /// <summary>DuckDB suggests similar names, our internal functions among them; nobody means those.</summary>
    [GeneratedRegex("""\nDid you mean "(\w+\.)*__sqlinference_[^"]*"\?""")]
    private static partial Regex InternalSuggestion();

    static DuckDbErrorType TypeOf(string message)
    {
        foreach (var (prefix, type) in Prefixes)
        {
            if (message.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                return type;
        }

        return DuckDbErrorType.Invalid;
    }
}
