namespace SqlInference.Language;

/// <summary>The pieces that several statements share.</summary>
static class CommonParser
{
    public static IamRole ReadIamRole(TokenReader reader)
    {
        if (reader.TryWord("DEFAULT"))
            return IamRole.Default;
        var token = reader.Current;
        var arn = reader.ReadString("default or a role's ARN in single quotes");
        return arn.Length > 0 ? new IamRole(arn) : throw reader.Invalid("the role's ARN cannot be empty.", token);
    }

    /// <summary><c>name '(' [arg] type {…} ')' RETURNS type</c></summary>
    public static FunctionSignature ReadSignature(TokenReader reader)
    {
        var name = reader.ReadName("a function name");
        var parameters = TypeParser.ReadParameters(reader);
        reader.ExpectWord("RETURNS");
        return new FunctionSignature(name, parameters, TypeParser.Read(reader));
    }

    public static bool TryIfExists(TokenReader reader)
    {
        if (!reader.IsWord("IF") || !reader.PeekIsWord("EXISTS"))
            return false;
        reader.Advance();
        reader.Advance();
        return true;
    }

    public static bool TryOrReplace(TokenReader reader)
    {
        if (!reader.TryWord("OR"))
            return false;
        reader.ExpectWord("REPLACE");
        return true;
    }

    public static EquatableList<T> ReadSeveral<T>(TokenReader reader, Func<T> readItem)
    {
        var items = new List<T>();
        do
            items.Add(readItem());
        while (reader.TrySymbol(','));
        return [.. items];
    }
}
