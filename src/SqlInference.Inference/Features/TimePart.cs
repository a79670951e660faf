namespace SqlInference.Inference.Features;

/// <summary>What can be taken from a date or time, in UTC. The circles keep 23:00 beside 0:00 and December beside January.</summary>
public enum TimePart
{
    Year,
    Month,
    Day,
    Weekday,
    Hour,
    Minute,
    DaysSince1970,
    MonthSine,
    MonthCosine,
    WeekdaySine,
    WeekdayCosine,
    HourSine,
    HourCosine,
}
