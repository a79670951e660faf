namespace SqlInference.Catalog;

/// <summary>Lists of settings laid over each other.</summary>
static class SettingList
{
    /// <summary>The first list, with the values of the second where it names the same setting and its further ones at the end.</summary>
    public static IReadOnlyList<Setting> Overlay(IReadOnlyList<Setting> below, IReadOnlyList<Setting> above)
    {
        if (above.Count == 0)
        {
            return below;
        }

        var result = below.ToList();
        foreach (var setting in above)
        {
            var place = result.FindIndex(other => other.Name.Equals(setting.Name, StringComparison.OrdinalIgnoreCase));
            if (place < 0)
            {
                result.Add(setting);
            }
            else
            {
                result[place] = result[place] with { Value = setting.Value };
            }
        }

        return result;
    }
}
