namespace SqlInference.Language;

/// <summary>Reads <c>SHOW</c>, <c>DROP</c> and <c>ALTER MODEL</c>.</summary>
static class ModelCommandParser
{
    public static ShowModel ParseShow(TokenReader reader)
    {
        reader.ExpectWord("SHOW");
        if (reader.TryWord("MODELS"))
        {
            reader.ExpectEnd();
            return new ShowModel(null);
        }

        reader.ExpectWord("MODEL");
        var name = reader.TryWord("ALL") ? null : reader.ReadName("ALL or a model name");
        reader.ExpectEnd();
        return new ShowModel(name);
    }

    public static DropModel ParseDrop(TokenReader reader)
    {
        reader.ExpectWord("DROP");
        reader.ExpectWord("MODEL");
        var ifExists = CommonParser.TryIfExists(reader);
        var name = reader.ReadName("a model name");
        reader.ExpectEnd();
        return new DropModel(name, ifExists);
    }

    public static AlterModel ParseAlter(TokenReader reader)
    {
        reader.ExpectWord("ALTER");
        reader.ExpectWord("MODEL");
        var name = reader.ReadName("a model name");
        var action = ReadAction(reader);
        reader.ExpectEnd();
        return new AlterModel(name, action);
    }

    static ModelAlteration ReadAction(TokenReader reader)
    {
        if (reader.TryWord("RENAME"))
        {
            reader.ExpectWord("TO");
            return new RenameModel(reader.ReadIdentifier("a model name without schema"));
        }

        if (reader.TryWord("OWNER"))
        {
            reader.ExpectWord("TO");
            return new ChangeModelOwner(reader.ReadIdentifier("a user"));
        }

        if (reader.TryWord("SET"))
            return new SetModelSettings(SettingsParser.Read(reader));
        if (!reader.TryWord("USE"))
            throw reader.Unexpected("RENAME TO, OWNER TO, SET or USE VERSION", reader.Suggest(["RENAME", "OWNER", "SET", "USE"]));
        reader.ExpectWord("VERSION");
        return new UseModelVersion(reader.ReadInteger("a version", 1));
    }
}
