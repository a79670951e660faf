namespace SqlInference.Language;

/// <summary>Reads <c>GRANT</c> and <c>REVOKE</c> of rights on models.</summary>
static class GrantParser
{
    public static ModelStatement Parse(TokenReader reader)
    {
        var isRevoke = reader.TryWord("REVOKE");
        if (!isRevoke)
            reader.ExpectWord("GRANT");
        var optionOnly = isRevoke && TryGrantOptionFor(reader);
        return reader.TryWord("CREATE")
            ? ReadCreateModel(reader, isRevoke, optionOnly)
            : ReadOnModel(reader, isRevoke, optionOnly);
    }

    static bool TryGrantOptionFor(TokenReader reader)
    {
        if (!reader.TryWord("GRANT"))
            return false;
        reader.ExpectWord("OPTION");
        reader.ExpectWord("FOR");
        return true;
    }

    static GrantCreateModel ReadCreateModel(TokenReader reader, bool isRevoke, bool optionOnly)
    {
        reader.ExpectWord("MODEL");
        return new GrantCreateModel(ReadGrantees(reader, isRevoke)) { IsRevoke = isRevoke, GrantOptionOnly = optionOnly };
    }

    static GrantOnModel ReadOnModel(TokenReader reader, bool isRevoke, bool optionOnly)
    {
        if (Choices.ModelPrivilege.Find(reader.Value()) is not { } privilege || reader.Current.Kind != TokenKind.Word)
            throw reader.Unexpected("CREATE MODEL, EXECUTE or ALL", reader.Suggest(["CREATE", "EXECUTE", "ALL"]));
        reader.Advance();
        if (privilege == ModelPrivilege.All)
            reader.TryWord("PRIVILEGES");
        reader.ExpectWord("ON");
        reader.ExpectWord("MODEL");
        var models = CommonParser.ReadSeveral(reader, () => reader.ReadName("a model name"));
        return new GrantOnModel(privilege, models, ReadGrantees(reader, isRevoke)) { IsRevoke = isRevoke, GrantOptionOnly = optionOnly };
    }

    static EquatableList<Grantee> ReadGrantees(TokenReader reader, bool isRevoke)
    {
        reader.ExpectWord(isRevoke ? "FROM" : "TO");
        var grantees = CommonParser.ReadSeveral(reader, () => ReadGrantee(reader, isRevoke));

        // What depends on the right is never taken away with it, which is what RESTRICT asks for.
        if (isRevoke)
            reader.TryWord("RESTRICT");
        reader.ExpectEnd();
        return grantees;
    }

    static Grantee ReadGrantee(TokenReader reader, bool isRevoke)
    {
        var grantee = ReadName(reader);
        var token = reader.Current;
        if (isRevoke || !reader.TryWord("WITH"))
            return grantee;
        reader.ExpectWord("GRANT");
        reader.ExpectWord("OPTION");
        return grantee.Kind is GranteeKind.User or GranteeKind.Role
            ? grantee with { WithGrantOption = true }
            : throw reader.Invalid("a group or PUBLIC cannot hold a grant option.", token, "Grant it to users or roles.");
    }

    static Grantee ReadName(TokenReader reader)
    {
        if (reader.TryWord("PUBLIC"))
            return new Grantee(GranteeKind.Public, null);
        var isNamed = reader.Peek().Kind is TokenKind.Word or TokenKind.QuotedIdentifier && !reader.PeekIsWord("WITH")
            && !reader.PeekIsWord("RESTRICT");
        if (isNamed && reader.TryWord("ROLE"))
            return new Grantee(GranteeKind.Role, reader.ReadIdentifier("a role"));
        if (isNamed && reader.TryWord("GROUP"))
            return new Grantee(GranteeKind.Group, reader.ReadIdentifier("a group"));
        return new Grantee(GranteeKind.User, reader.ReadIdentifier("a user, ROLE, GROUP or PUBLIC"));
    }
}
