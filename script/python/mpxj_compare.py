"""Compares Project files with what we made of them, as MPXJ reads both.

    mpxj_compare.py ORIGINALS OURS [ORIGINALS OURS]...

Every file of ORIGINALS has one of the same name in OURS. Compared are names, outline, dates, durations, links with lag, resources, assignments,
calendars, constraints, baselines and per cent complete. Ends with 1 where anything differs that is not in EXCEPTIONS, or where an exception is unused.
"""

import glob
import os
import re
import sys

import jpype
import jpype.imports
import mpxj  # starts no machine by itself: it only adds the library to the class path

# What differs and why: file, part, reason.
EXCEPTIONS = []


def text(value):
    return None if value is None else str(value)


def number(value):
    return None if value is None else round(float(value.doubleValue() if hasattr(value, "doubleValue") else value), 4)


def hours(ranges):
    return [(text(r.getStart()), text(r.getEnd())) for r in ranges] if ranges is not None else None


def calendars(project):
    from java.time import DayOfWeek

    found = {}
    for calendar in project.getCalendars():
        days = []
        for day in DayOfWeek.values():
            kind = text(calendar.getCalendarDayType(day))
            if kind == "DEFAULT" and calendar.getParent() is None:
                kind = "USUAL"
            days.append((kind, hours(calendar.getCalendarHours(day)) if kind == "WORKING" else None))
        exceptions = [
            (text(e.getFromDate()), text(e.getToDate()), hours(e)) for e in calendar.getExpandedCalendarExceptions()
        ]
        weeks = [(text(w.getDateRange().getStart()), text(w.getDateRange().getEnd())) for w in calendar.getWorkWeeks()]
        parent = calendar.getParent()
        found[text(calendar.getUniqueID())] = {
            "name": text(calendar.getName()),
            "base": text(parent.getUniqueID()) if parent is not None else None,
            "days": days,
            "exceptions": sorted(exceptions),
            "weeks": sorted(weeks),
        }
    return found


def baselines(item):
    dates = []
    for index in range(11):
        if index == 0:
            dates.append((text(item.getBaselineStart()), text(item.getBaselineFinish()), text(item.getBaselineWork())))
        else:
            dates.append((text(item.getBaselineStart(index)), text(item.getBaselineFinish(index)), text(item.getBaselineWork(index))))
    return dates


def tasks(project):
    found = {}
    for row, task in enumerate(project.getTasks()):
        parent = task.getParentTask()
        links = sorted(
            (text(link.getPredecessorTask().getUniqueID()), text(link.getType()), text(link.getLag()))
            for link in task.getPredecessors()
        )
        found[text(task.getUniqueID())] = {
            "row": row,
            "name": text(task.getName()),
            "level": text(task.getOutlineLevel()),
            "parent": text(parent.getUniqueID()) if parent is not None else None,
            "start": text(task.getStart()),
            "finish": text(task.getFinish()),
            "duration": text(task.getDuration()),
            "work": text(task.getWork()),
            "percent": number(task.getPercentageComplete()),
            "actual start": text(task.getActualStart()),
            "actual finish": text(task.getActualFinish()),
            "constraint": (text(task.getConstraintType()), text(task.getConstraintDate())),
            "deadline": text(task.getDeadline()),
            "milestone": bool(task.getMilestone()),
            "summary": bool(task.getSummary()),
            "manual": text(task.getTaskMode()),
            "active": bool(task.getActive()),
            "priority": text(task.getPriority()),
            "notes": text(task.getNotes()),
            "calendar": text(task.getCalendarUniqueID()),
            "links": links,
            "baselines": baselines(task),
        }
    return found


def resources(project):
    found = {}
    for resource in project.getResources():
        found[text(resource.getUniqueID())] = {
            "name": text(resource.getName()),
            "type": text(resource.getType()),
            "units": number(resource.getMaxUnits()),
            "label": text(resource.getMaterialLabel()),
            "calendar": text(resource.getCalendarUniqueID()),
            "baselines": [(text(resource.getBaselineWork()), text(resource.getBaselineCost()))],
        }
    return found


def assignments(project):
    found = {}
    for assignment in project.getResourceAssignments():
        found[text(assignment.getUniqueID())] = {
            "task": text(assignment.getTaskUniqueID()),
            "resource": text(assignment.getResourceUniqueID()),
            "units": number(assignment.getUnits()),
            "work": text(assignment.getWork()),
            "remaining": text(assignment.getRemainingWork()),
            "start": text(assignment.getStart()),
            "finish": text(assignment.getFinish()),
            "delay": text(assignment.getDelay()),
            "baselines": baselines(assignment),
        }
    return found


def properties(project):
    own = project.getProjectProperties()
    return {
        "project": {
            "title": text(own.getProjectTitle()),
            "start": text(own.getStartDate()),
            "finish": text(own.getFinishDate()),
            "status": text(own.getStatusDate()),
            "from": text(own.getScheduleFrom()),
            "calendar": text(own.getDefaultCalendar().getUniqueID()) if own.getDefaultCalendar() is not None else None,
        }
    }


PARTS = {
    "project": properties,
    "calendar": calendars,
    "task": tasks,
    "resource": resources,
    "assignment": assignments,
}


# What a file may leave out: saying it again, or saying what follows from the rest, changes nothing.
MAY_BE_ADDED = {"title", "duration", "percent", "work", "remaining", "delay", "finish"}


def same(field, before, after):
    if field == "days":
        return [usual(number, day) for number, day in enumerate(before)] == [usual(number, day) for number, day in enumerate(after)]
    return before == after or (nothing(before) and nothing(after)) or (before is None and field in MAY_BE_ADDED)


def nothing(value):
    return value is None or value == 0.0 or (isinstance(value, str) and re.fullmatch(r"0\.0[a-z]+", value) is not None)


def usual(number, day):
    """A day that a calendar without a base does not state has the usual hours."""
    if day[0] != "USUAL":
        return day
    return ("NON_WORKING", None) if number > 4 else ("WORKING", [("08:00", "12:00"), ("13:00", "17:00")])


def differences(original, ours):
    for part, read in PARTS.items():
        before, after = read(original), read(ours)
        for key in before.keys() | after.keys():
            one, other = before.get(key), after.get(key)
            if one is None or other is None:
                yield part, key, "missing" if other is None else "added", one, other
                continue
            for field in one:
                if not same(field, one[field], other[field]):
                    yield part, key, field, one[field], other[field]


def main(folders):
    jpype.startJVM()
    from org.mpxj.reader import UniversalProjectReader

    wrong, compared, used = 0, 0, set()
    for originals, ours in zip(folders[::2], folders[1::2]):
        for path in sorted(glob.glob(os.path.join(originals, "*.xml"))):
            name = os.path.basename(path)
            original = UniversalProjectReader().read(path)
            again = UniversalProjectReader().read(os.path.join(ours, name))
            if original is None or again is None:
                print(f"{name}: cannot be read")
                wrong += 1
                continue
            compared += 1
            for part, key, field, before, after in differences(original, again):
                allowed = [e for e in EXCEPTIONS if e[0] == name and e[1] == f"{part} {field}"]
                used.update(id(e) for e in allowed)
                if not allowed:
                    wrong += 1
                    print(f"{name}: {part} {key} {field}: {before!r} became {after!r}")
    for exception in EXCEPTIONS:
        if id(exception) not in used:
            wrong += 1
            print(f"The exception {exception} is not needed.")
    print(f"{compared} files compared, {wrong} differences")
    return 1 if wrong or not compared else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
