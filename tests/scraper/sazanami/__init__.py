"""さざなみ掲示板: a forum that never was, as unlike WSM as boards of its time were."""
