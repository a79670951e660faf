namespace SqlInference.Catalog;

/// <summary>A row of <c>svv_ml_model_privileges</c>.</summary>
public sealed record ModelPrivilege(
    string NamespaceName, string ModelName, int ModelVersion, string PrivilegeType, string IdentityName, string IdentityType, bool AdminOption);
