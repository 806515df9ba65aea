"""Plans instances with CP-SAT, for `script/bench planner --compare cpsat`.

Reads one instance a line (JSON: durations, needs, capacities, distances, budget in processor seconds, workers) and
answers each with one line (JSON: starts, lower_bound, seconds of processor time). The search is told to stop when this
process has used the budget, however many workers share it.
"""

import json
import sys
import threading
import time

from ortools.sat.python import cp_model


def plan(instance):
    durations, needs = instance["durations"], instance["needs"]
    horizon = sum(durations) + sum(max(0, more) for _, _, more in instance["distances"])
    model = cp_model.CpModel()
    starts = [model.new_int_var(0, horizon, "") for _ in durations]
    makespan = model.new_int_var(0, horizon, "makespan")
    intervals = [model.new_fixed_size_interval_var(start, length, "") for start, length in zip(starts, durations)]
    for start, length in zip(starts, durations):
        model.add(start + length <= makespan)
    for first, second, more in instance["distances"]:
        model.add(starts[second] >= starts[first] + more)
    for pool, capacity in enumerate(instance["capacities"]):
        users = [at for at, need in enumerate(needs) if need[pool] > 0 and durations[at] > 0]
        model.add_cumulative([intervals[at] for at in users], [needs[at][pool] for at in users], capacity)
    model.minimize(makespan)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = instance["workers"]
    before, over = time.process_time(), threading.Event()

    def watch():
        while not over.wait(0.005):
            if time.process_time() - before >= instance["budget"]:
                solver.stop_search()

    watcher = threading.Thread(target=watch)
    watcher.start()
    status = solver.solve(model)
    over.set()
    watcher.join()
    seconds = time.process_time() - before
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    return {
        "starts": [solver.value(start) for start in starts] if found else None,
        "lower_bound": int(solver.best_objective_bound),
        "seconds": seconds,
    }


for line in sys.stdin:
    print(json.dumps(plan(json.loads(line))), flush=True)
