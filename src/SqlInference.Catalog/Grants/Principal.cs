namespace SqlInference.Catalog;

/// <summary>Somebody who acts: a user with the roles and groups that the database says they have.</summary>
public sealed record Principal(string User, IReadOnlyList<string> Roles, IReadOnlyList<string> Groups)
{
    public static Principal OfUser(string user) => new(user, [], []);
}
