namespace SqlInference.TestKit;

/// <summary>What tests of parsers with changed messages have in common.</summary>
public static class Fuzz
{
    /// <summary>Changes something in a message with a header of JSON, or in what is said of the header's length.</summary>
    public static void Change(Random random, ref byte[] body, ref int headerLength)
    {
        if (body.Length == 0)
            return;
        var at = random.Next(body.Length);
        switch (random.Next(6))
        {
            case 0: body = body[..at]; break;
            case 1: body[at] ^= (byte)(1 << random.Next(8)); break;
            case 2: body[at] = "0123456789[]{},:\"-.eE\\"u8[random.Next(22)]; break;
            case 3: headerLength = Math.Max(0, headerLength + random.Next(-20, 20)); break;
            case 4: body = [.. body[..at], .. body[random.Next(at + 1)..]]; break;
            default: body = [.. body[..at], .. "9999999999"u8[..random.Next(10)], .. body[at..]]; break;
        }
    }

    /// <summary>What the process holds, for tests that run alone.</summary>
    public static (long Managed, long Resident) Memory()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return (GC.GetTotalMemory(forceFullCollection: true), Environment.WorkingSet);
    }
}
