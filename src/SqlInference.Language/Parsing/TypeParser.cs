using System.Collections.Frozen;
using System.Globalization;
using SqlInference.Errors;

namespace SqlInference.Language;

/// <summary>Reads types and parameter lists; knows the names that the host databases have for the same type.</summary>
static class TypeParser
{
    const int MostDigits = 38;
    const int MostFractionalSecondDigits = 7;
    const int LongestText = 10_485_760;
    const int DigitsOfReal = 24;
    const int DigitsOfDouble = 53;

    static readonly FrozenDictionary<string, SqlTypeKind> Kinds = new Dictionary<string, SqlTypeKind>
    {
        ["smallint"] = SqlTypeKind.SmallInt,
        ["int2"] = SqlTypeKind.SmallInt,
        ["int"] = SqlTypeKind.Integer,
        ["integer"] = SqlTypeKind.Integer,
        ["int4"] = SqlTypeKind.Integer,
        ["bigint"] = SqlTypeKind.BigInt,
        ["int8"] = SqlTypeKind.BigInt,
        ["real"] = SqlTypeKind.Real,
        ["float4"] = SqlTypeKind.Real,
        ["float"] = SqlTypeKind.Double,
        ["float8"] = SqlTypeKind.Double,
        ["double"] = SqlTypeKind.Double,
        ["decimal"] = SqlTypeKind.Decimal,
        ["dec"] = SqlTypeKind.Decimal,
        ["numeric"] = SqlTypeKind.Decimal,
        ["boolean"] = SqlTypeKind.Boolean,
        ["bool"] = SqlTypeKind.Boolean,
        ["bit"] = SqlTypeKind.Boolean,
        ["varchar"] = SqlTypeKind.VarChar,
        ["nvarchar"] = SqlTypeKind.VarChar,
        ["string"] = SqlTypeKind.VarChar,
        ["char"] = SqlTypeKind.Char,
        ["character"] = SqlTypeKind.Char,
        ["nchar"] = SqlTypeKind.Char,
        ["bpchar"] = SqlTypeKind.Char,
        ["text"] = SqlTypeKind.Text,
        ["date"] = SqlTypeKind.Date,
        ["timestamp"] = SqlTypeKind.Timestamp,
        ["datetime"] = SqlTypeKind.Timestamp,
        ["datetime2"] = SqlTypeKind.Timestamp,
        ["timestamptz"] = SqlTypeKind.TimestampTz,
        ["datetimeoffset"] = SqlTypeKind.TimestampTz,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static string KnownTypes { get; } =
        "smallint, int, bigint, real, double precision, decimal(p, s), boolean, varchar(n), char(n), text, date, timestamp, "
        + "timestamptz, real[] and double precision[]";

    /// <summary><c>'(' [name] type {',' [name] type} ')'</c></summary>
    public static EquatableList<FunctionParameter> ReadParameters(TokenReader reader) =>
        [.. reader.ReadList(() => ReadParameter(reader))];

    public static SqlType Read(TokenReader reader)
    {
        var token = reader.Current;
        if (token.Kind != TokenKind.Word)
            throw reader.Unexpected("a type");
        var name = reader.Value();
        if (!Kinds.TryGetValue(name, out var kind))
            throw Unknown(reader, token, name);
        reader.Advance();
        var type = kind switch
        {
            SqlTypeKind.Double when Is(name, "float") => ReadFloat(reader),
            SqlTypeKind.Double when Is(name, "double") => ReadDouble(reader),
            SqlTypeKind.Decimal => ReadDecimal(reader),
            SqlTypeKind.Char when !Is(name, "bpchar") => ReadChar(reader),
            SqlTypeKind.Char or SqlTypeKind.VarChar => new SqlType(kind, Length: ReadLength(reader)),
            SqlTypeKind.Timestamp when Is(name, "timestamp") => ReadTimestamp(reader),
            SqlTypeKind.Timestamp or SqlTypeKind.TimestampTz => new SqlType(kind, Precision: ReadSecondDigits(reader)),
            _ => new SqlType(kind),
        };
        return IsEmptyBrackets(reader) ? ReadArray(reader, type, token) : type;
    }

    static FunctionParameter ReadParameter(TokenReader reader)
    {
        if (reader.IsSymbol(')'))
            throw reader.Unexpected("at least one parameter type");
        return IsParameterName(reader)
            ? new FunctionParameter(reader.ReadIdentifier("a parameter name"), Read(reader))
            : new FunctionParameter(null, Read(reader));
    }

    /// <summary>A word is a name where another word follows that does not go on with the same type.</summary>
    static bool IsParameterName(TokenReader reader)
    {
        if (reader.Current.Kind == TokenKind.QuotedIdentifier)
            return true;
        if (reader.Current.Kind != TokenKind.Word)
            return false;
        var next = reader.Peek();
        if (next.Kind != TokenKind.Word)
            return false;
        return !(reader.IsWord("double") && reader.PeekIsWord("precision"))
            && !((reader.IsWord("character") || reader.IsWord("char") || reader.IsWord("nchar")) && reader.PeekIsWord("varying"))
            && !(reader.IsWord("timestamp") && (reader.PeekIsWord("with") || reader.PeekIsWord("without")));
    }

    static SqlType ReadFloat(TokenReader reader)
    {
        if (!reader.IsSymbol('('))
            return new SqlType(SqlTypeKind.Double);
        var digits = ReadNumber(reader, "the float's binary digits", 1, DigitsOfDouble);
        return new SqlType(digits <= DigitsOfReal ? SqlTypeKind.Real : SqlTypeKind.Double);
    }

    static SqlType ReadDouble(TokenReader reader)
    {
        reader.TryWord("precision");
        return new SqlType(SqlTypeKind.Double);
    }

    static SqlType ReadDecimal(TokenReader reader)
    {
        if (!reader.TrySymbol('('))
            return new SqlType(SqlTypeKind.Decimal);
        var precision = ReadBounded(reader, "the number of digits", 1, MostDigits);
        var scale = reader.TrySymbol(',') ? ReadBounded(reader, "the number of digits after the point", 0, precision) : 0;
        reader.ExpectSymbol(')');
        return new SqlType(SqlTypeKind.Decimal, precision, scale);
    }

    static SqlType ReadChar(TokenReader reader)
    {
        if (reader.TryWord("varying"))
            return new SqlType(SqlTypeKind.VarChar, Length: ReadLength(reader));

        // The standard's char without a length holds one character.
        return new SqlType(SqlTypeKind.Char, Length: reader.IsSymbol('(') ? ReadLength(reader) : 1);
    }

    static int? ReadLength(TokenReader reader)
    {
        if (!reader.IsSymbol('('))
            return null;
        if (!reader.PeekIsWord("max"))
            return ReadNumber(reader, "the number of characters", 1, LongestText);
        reader.Advance();
        reader.Advance();
        reader.ExpectSymbol(')');
        return null;
    }

    static SqlType ReadTimestamp(TokenReader reader)
    {
        var digits = ReadSecondDigits(reader);
        var hasZone = reader.IsWord("with") && reader.PeekIsWord("time");
        if (hasZone || (reader.IsWord("without") && reader.PeekIsWord("time")))
        {
            reader.Advance();
            reader.Advance();
            reader.ExpectWord("ZONE");
        }

        return new SqlType(hasZone ? SqlTypeKind.TimestampTz : SqlTypeKind.Timestamp, Precision: digits);
    }

    static int? ReadSecondDigits(TokenReader reader) =>
        reader.IsSymbol('(') ? ReadNumber(reader, "the number of digits after the second", 0, MostFractionalSecondDigits) : null;

    static int ReadNumber(TokenReader reader, string what, int least, int most)
    {
        reader.ExpectSymbol('(');
        var number = ReadBounded(reader, what, least, most);
        reader.ExpectSymbol(')');
        return number;
    }

    static int ReadBounded(TokenReader reader, string what, int least, int most)
    {
        if (reader.Current.Kind != TokenKind.Number)
            throw reader.Unexpected(what);
        var isNumber = int.TryParse(reader.Value(), NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        if (!isNumber || number < least || number > most)
            throw reader.Invalid(string.Create(CultureInfo.InvariantCulture, $"{what} must be a whole number from {least} to {most}."));
        reader.Advance();
        return number;
    }

    /// <summary>SQL Server's brackets make one token, an empty quoted name.</summary>
    static bool IsEmptyBrackets(TokenReader reader) =>
        reader.IsSymbol('[')
        || (reader.Current.Kind == TokenKind.QuotedIdentifier && reader.Current.In(reader.Text) is "[]");

    static SqlType ReadArray(TokenReader reader, SqlType type, Token token)
    {
        if (type.Kind is not (SqlTypeKind.Real or SqlTypeKind.Double))
            throw reader.Fail(ErrorConditions.UnknownType, $"there are no arrays of {type}.", token, $"The types are {KnownTypes}.");
        if (reader.TrySymbol('['))
            reader.ExpectSymbol(']');
        else
            reader.Advance();
        return type with { IsArray = true };
    }

    static LanguageException Unknown(TokenReader reader, Token token, string name)
    {
        var nearest = NearestNames.Find(name, Kinds.Keys);
        var suggestion = nearest.Count == 0 ? "" : $"Did you mean {ListText.Or(nearest)}? ";
        return reader.Fail(ErrorConditions.UnknownType, $"there is no type '{name}'.", token, $"{suggestion}The types are {KnownTypes}.");
    }

    static bool Is(string name, string keyword) => name.Equals(keyword, StringComparison.OrdinalIgnoreCase);
}
