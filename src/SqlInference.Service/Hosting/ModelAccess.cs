using SqlInference.Catalog;

namespace SqlInference.Service.Hosting;

/// <summary>Who may call a model, whatever state it is in.</summary>
public sealed class ModelAccess(ModelName name, string owner, IReadOnlyList<Grantee> grantees)
{
    public ModelName Name => name;

    /// <summary>The name under which clients ask for it.</summary>
    public string WireName { get; } = WireNames.Write(name);

    /// <summary>Whether the catalog still says the same.</summary>
    internal bool IsStill(string itsOwner, IReadOnlyCollection<Grantee> itsGrantees) =>
        itsOwner == owner && itsGrantees.Count == grantees.Count && itsGrantees.All(grantees.Contains);

    public bool Includes(Principal principal)
    {
        if (owner == principal.User)
            return true;
        foreach (var grantee in grantees)
        {
            if (grantee.Covers(principal))
                return true;
        }

        return false;
    }
}
