namespace SqlInference.Errors;

/// <summary>
/// One way in which a request can fail. <see cref="Code"/> never changes its meaning: it is the SQLSTATE in
/// PostgreSQL, and everything else a caller may see is derived from this record.
/// </summary>
/// <param name="Code">Five characters, class <c>SI</c>.</param>
/// <param name="Name">The condition's name as printed in documentation and problem documents.</param>
/// <param name="Kind">Who can mend it; decides HTTP status and exit code.</param>
public sealed record ErrorCondition(string Code, string Name, ErrorKind Kind)
{
    /// <summary>The error number raised in SQL Server, where user errors start at 50000.</summary>
    public int SqlServerNumber => 51_000 + int.Parse(Code.AsSpan(2), System.Globalization.CultureInfo.InvariantCulture);

    public int HttpStatus => Kind switch
    {
        ErrorKind.Statement or ErrorKind.Data or ErrorKind.ModelFile or ErrorKind.Request => 400,
        ErrorKind.Unauthenticated => 401,
        ErrorKind.Permission => 403,
        ErrorKind.NotFound => 404,
        ErrorKind.Conflict => 409,
        ErrorKind.TooLarge => 413,
        ErrorKind.MediaType => 415,
        ErrorKind.Overloaded => 429,
        ErrorKind.Unsupported => 501,
        ErrorKind.Unavailable => 503,
        ErrorKind.Timeout => 504,
        _ => 500,
    };

    /// <summary>The exit code of the command; 2 is kept for wrong command lines, 130 for an interrupt.</summary>
    public int ExitCode => Kind switch
    {
        ErrorKind.Statement or ErrorKind.Request or ErrorKind.MediaType or ErrorKind.Unsupported => 3,
        ErrorKind.NotFound or ErrorKind.Conflict => 4,
        ErrorKind.ModelFile => 5,
        ErrorKind.Data or ErrorKind.TooLarge => 6,
        ErrorKind.Permission or ErrorKind.Unauthenticated => 7,
        ErrorKind.Unavailable or ErrorKind.Overloaded or ErrorKind.Timeout => 8,
        _ => 1,
    };

    public override string ToString() => $"{Code} {Name}";
}
