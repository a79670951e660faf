namespace SqlInference.Catalog.Store;

/// <summary>
/// Which model holds which function of a database. A model holds the functions of the version that serves, of one
/// that is being made and, if there are neither, of its newest.
/// </summary>
static class Functions
{
    public static void Reserve(CatalogSession session, string database, string modelId, FunctionSignature? function)
    {
        if (function is null)
        {
            return;
        }

        var key = new { database, function.Schema, function.Name, Types = StoredText.TypesOf(function), modelId };
        var holder = session.First<string>(
            """
            SELECT model_id FROM model_function
            WHERE database_name = @database AND function_schema = @Schema AND function_name = @Name AND parameter_types = @Types
            """,
            key);
        if (holder is null)
        {
            session.Execute(
                """
                INSERT INTO model_function (database_name, function_schema, function_name, parameter_types, model_id)
                VALUES (@database, @Schema, @Name, @Types, @modelId)
                """,
                key);
        }
        else if (holder != modelId)
        {
            throw ModelErrors.FunctionExists(function, VersionStore.NameOf(ModelStore.RowById(session, holder)!));
        }
    }

    /// <summary>Gives up the functions that no version needs any more.</summary>
    public static void Release(CatalogSession session, string modelId)
    {
        var model = ModelStore.RowById(session, modelId)!;
        var pending = session.Query<string>(
            "SELECT definition FROM model_version WHERE model_id = @modelId AND state = 'pending'", new { modelId });
        var held = pending.Append(model.Definition)
            .Select(definition => StoredText.Definition(definition).Function)
            .OfType<FunctionSignature>()
            .Select(function => (function.Schema, function.Name, Types: StoredText.TypesOf(function)))
            .ToHashSet();
        var reserved = session.Query<(string Schema, string Name, string Types)>(
            "SELECT function_schema, function_name, parameter_types FROM model_function WHERE model_id = @modelId", new { modelId });
        foreach (var (schema, name, types) in reserved.Where(function => !held.Contains(function)))
        {
            session.Execute(
                """
                DELETE FROM model_function
                WHERE model_id = @modelId AND function_schema = @schema AND function_name = @name AND parameter_types = @types
                """,
                new { modelId, schema, name, types });
        }
    }
}
