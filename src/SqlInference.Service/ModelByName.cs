using SqlInference.Catalog;
using SqlInference.Catalog.Store;
using SqlInference.Errors;

namespace SqlInference.Service;

/// <summary>Finds models by what people call them outside of statements.</summary>
static class ModelByName
{
    /// <summary>A model by <c>schema.model</c>, or by its name alone where only one schema has it; upper and lower case are the same.</summary>
    /// <param name="sees">Which models the caller may know of; null for all.</param>
    /// <exception cref="SqlInferenceException">There is none of that name, or several.</exception>
    public static ModelRecord Find(ICatalog catalog, string database, string text, Func<ModelName, bool>? sees = null)
    {
        var wanted = text.Replace("\"", "", StringComparison.Ordinal).Trim();
        var models = catalog.Models.List(database).Where(model => model.Kind != ModelKind.ExternalFunction && sees?.Invoke(model.Name) != false).ToArray();
        var found = models.Where(model => Is(model.Name.ToString(), wanted)).ToArray();
        if (found.Length == 0)
            found = [.. models.Where(model => Is(model.Name.Name, wanted))];
        return found.Length switch
        {
            1 => found[0],
            0 => throw ModelErrors.Unknown(NameOf(database, wanted), [.. models.Select(model => (model.Name.Schema, model.Name.Name))]),
            _ => throw new SqlInferenceException(ErrorConditions.UnknownModel,
                $"'{text}' may be any of the models {string.Join(", ", found.Select(model => model.Name))}.", "Name the schema too."),
        };
    }

    static bool Is(string name, string wanted) => name.Equals(wanted, StringComparison.OrdinalIgnoreCase);

    static ModelName NameOf(string database, string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? new(database, "public", name) : new(database, name[..dot], name[(dot + 1)..]);
    }
}
